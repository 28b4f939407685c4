package io.tidegate.cli;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.OutputStreamAppender;
import java.io.PrintWriter;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.spi.LoggingEventBuilder;

/**
 * What a process tells of itself on stderr: lines for people or, on request, one JSON object a line, with all else that is logged.
 * People are told the turns of a gate's life that matter to them; the objects hold each, and facts beside the message.
 */
final class Journal {

    private static final Logger LOG = LoggerFactory.getLogger(Journal.class);
    private static final String ROOM = "io.tidegate";
    private static final String APPENDER = "STDERR";

    private volatile boolean json;

    /** Writes like this from now on; JSON is for good, and for all that the process logs. */
    void use(LogFormat format) {
        if (format == LogFormat.TEXT || json) {
            return;
        }
        json = true;
        logger(ROOM).setLevel(Level.INFO);
        if (logger(Logger.ROOT_LOGGER_NAME).getAppender(APPENDER)
                instanceof OutputStreamAppender<ILoggingEvent> stderr) {
            JsonLines encoder = new JsonLines();
            encoder.start();
            stderr.stop();
            stderr.setEncoder(encoder);
            stderr.start();
        }
        Thread.setDefaultUncaughtExceptionHandler(
                (thread, failure) -> LOG.error("the thread {} failed", thread.getName(), failure));
    }

    private static ch.qos.logback.classic.Logger logger(String name) {
        return (ch.qos.logback.classic.Logger) LoggerFactory.getLogger(name);
    }

    /** Tells everybody. */
    void tell(String event, String message, Map<String, ?> facts) {
        tell(event, message, facts, List.of(message));
    }

    /** Tells people these lines, which may be none, and others the message and the facts. */
    void tell(String event, String message, Map<String, ?> facts, List<String> forPeople) {
        if (json) {
            log(LOG.atInfo(), event, message, facts);
        } else {
            forPeople.forEach(System.err::println);
        }
    }

    void warn(String message) {
        if (json) {
            log(LOG.atWarn(), "warning", message, Map.of());
        } else {
            System.err.println("warning: " + message);
        }
    }

    /** The last word: why the process ends with this exit code. */
    void stop(PrintWriter err, int exitCode, String message) {
        if (json) {
            log(LOG.atError(), "stop", message, Map.of("exitCode", exitCode));
        } else {
            err.println("tidegate: " + message);
        }
    }

    private static void log(LoggingEventBuilder line, String event, String message, Map<String, ?> facts) {
        LoggingEventBuilder whole = line.addKeyValue("event", event);
        for (Map.Entry<String, ?> fact : new TreeMap<>(facts).entrySet()) {
            whole = whole.addKeyValue(fact.getKey(), fact.getValue());
        }
        whole.log("{}", message);
    }
}
