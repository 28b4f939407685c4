package io.tidegate.stream;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.kafka.common.utils.Utils;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/** Gives tests a world of their own on one broker, which starts with the first test that wants it and ends with the last. */
final class SharedKafka implements ParameterResolver {

    private static final ExtensionContext.Namespace HERE = ExtensionContext.Namespace.create(SharedKafka.class);

    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
        return parameter.getParameter().getType() == KafkaFixture.class;
    }

    @Override
    public KafkaFixture resolveParameter(ParameterContext parameter, ExtensionContext context) {
        Broker broker = context.getRoot().getStore(HERE).computeIfAbsent("broker", key -> Broker.start(), Broker.class);
        KafkaFixture fixture = KafkaFixture.on(broker.kafka().bootstrap(), broker.folder());
        context.getStore(HERE).put(context.getUniqueId(), fixture);
        return fixture;
    }

    private record Broker(EmbeddedKafka kafka, Path folder) implements AutoCloseable {

        static Broker start() {
            try {
                Path folder = Files.createTempDirectory("tidegate-it");
                return new Broker(EmbeddedKafka.start(folder.resolve("kafka"), 0), folder);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        @Override
        public void close() throws IOException {
            kafka.close();
            Utils.delete(folder.toFile());
        }
    }
}
