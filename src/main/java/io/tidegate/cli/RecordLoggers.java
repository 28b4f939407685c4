package io.tidegate.cli;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.LoggerContextListener;
import ch.qos.logback.classic.turbo.TurboFilter;
import ch.qos.logback.core.spi.FilterReply;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.LoggerFactory;
import org.slf4j.Marker;

/**
 * Keeps those loggers of Kafka from TRACE that print whole records there: headers with name and value, and keys and values of what
 * couldn't be sent. No configuration of logging, be it a user's own, brings that into a log; all that they say at DEBUG and above
 * passes.
 */
final class RecordLoggers extends TurboFilter implements LoggerContextListener {

    static final Set<String> NAMES = Set.of(
            "org.apache.kafka.clients.producer.KafkaProducer",
            "org.apache.kafka.streams.processor.internals.RecordCollectorImpl",
            "org.apache.kafka.streams.processor.internals.RecordQueue",
            "org.apache.kafka.streams.processor.internals.StreamTask");

    /** Silences them in this process, for good. */
    static void silence() {
        LoggerContext context = (LoggerContext) LoggerFactory.getILoggerFactory();
        if (context.getTurboFilterList().stream().noneMatch(RecordLoggers.class::isInstance)) {
            RecordLoggers filter = new RecordLoggers();
            filter.setContext(context);
            filter.start();
            context.addTurboFilter(filter);
            context.addListener(filter);
        }
    }

    @Override
    public FilterReply decide(
            @Nullable Marker marker,
            Logger logger,
            Level level,
            @Nullable String format,
            Object @Nullable [] params,
            @Nullable Throwable thrown) {
        return level.levelInt < Level.DEBUG_INT && NAMES.contains(logger.getName())
                ? FilterReply.DENY
                : FilterReply.NEUTRAL;
    }

    @Override
    public boolean isResetResistant() {
        return true;
    }

    /** A configuration that is read anew begins without filters. */
    @Override
    public void onReset(LoggerContext context) {
        start();
        context.addTurboFilter(this);
    }

    @Override
    public void onStart(LoggerContext context) {}

    @Override
    public void onStop(LoggerContext context) {}

    @Override
    public void onLevelChange(Logger logger, Level level) {}
}
