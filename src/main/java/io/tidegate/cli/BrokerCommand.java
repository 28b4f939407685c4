package io.tidegate.cli;

import io.tidegate.stream.EmbeddedKafka;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code tidegate broker FOLDER}: a Kafka of one node that lives as long as its input, for {@link BrokerProcess}. */
@Command(
        name = "broker",
        hidden = true,
        description =
                "Starts a Kafka of one node, prints HOST:PORT, and ends when its input ends: for `tidegate bench`.",
        mixinStandardHelpOptions = true,
        footer = {"", "Example: tidegate broker /tmp/kafka < /dev/tty"})
final class BrokerCommand implements Callable<Integer> {

    @Parameters(paramLabel = "FOLDER", description = "Where its data is.")
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private Path folder;

    @Override
    public Integer call() throws IOException {
        try (EmbeddedKafka kafka = EmbeddedKafka.start(folder, 0)) {
            System.out.println(kafka.bootstrap());
            System.out.flush();
            System.in.transferTo(java.io.OutputStream.nullOutputStream());
        }
        return ExitCode.FINE;
    }
}
