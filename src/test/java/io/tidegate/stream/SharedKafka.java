package io.tidegate.stream;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.kafka.common.utils.Utils;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/**
 * Gives tests a world of their own on one broker, which starts with the first test that wants it and ends with the last; or on the
 * broker that their class brings.
 */
final class SharedKafka implements ParameterResolver {

    private static final ExtensionContext.Namespace HERE = ExtensionContext.Namespace.create(SharedKafka.class);

    /** A test class with a broker of its own. */
    interface Elsewhere {

        /** Where the tests of this class reach it. */
        String bootstrap();
    }

    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
        return parameter.getParameter().getType() == KafkaFixture.class;
    }

    @Override
    public KafkaFixture resolveParameter(ParameterContext parameter, ExtensionContext context) {
        ExtensionContext.Store all = context.getRoot().getStore(HERE);
        Path folder = all.computeIfAbsent("folder", key -> Folder.make(), Folder.class)
                .path();
        String bootstrap = context.getRequiredTestInstance() instanceof Elsewhere elsewhere
                ? elsewhere.bootstrap()
                : all.computeIfAbsent(
                                "broker", key -> EmbeddedKafka.start(folder.resolve("kafka"), 0), EmbeddedKafka.class)
                        .bootstrap();
        KafkaFixture fixture = KafkaFixture.on(bootstrap, folder);
        context.getStore(HERE).put(context.getUniqueId(), fixture);
        return fixture;
    }

    private record Folder(Path path) implements AutoCloseable {

        static Folder make() {
            try {
                return new Folder(Files.createTempDirectory("tidegate-it"));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        @Override
        public void close() throws IOException {
            Utils.delete(path.toFile());
        }
    }
}
