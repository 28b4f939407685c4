package io.tidegate.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** The compose file starts what was tested, for this machine alone. */
class ComposeTest {

    private static final Path FOLDER = Path.of("docker");

    private final JsonNode services =
            Grafana.yaml(FOLDER.resolve("compose.yaml")).path("services");

    @Test
    void everyImageHasItsVersion() {
        assertThat(services).isNotEmpty();
        for (JsonNode service : services) {
            assertThat(service.path("image").asText("tidegate:local")).matches("[a-z/]+:(local|v?\\d+\\.\\d+\\.\\d+)");
        }
    }

    @Test
    void everyPortIsOnLoopback() {
        assertThat(services.findValues("ports")).isNotEmpty();
        for (JsonNode ports : services.findValues("ports")) {
            for (JsonNode port : ports) {
                assertThat(port.asText()).startsWith("127.0.0.1:");
            }
        }
    }

    @Test
    void everyFileThatIsMountedExists() {
        for (JsonNode volumes : services.findValues("volumes")) {
            for (JsonNode volume : volumes) {
                String from =
                        volume.asText().replaceAll("\\$\\{\\w+:-([^}]*)}", "$1").split(":", -1)[0];
                if (from.startsWith(".")) {
                    assertThat(Files.exists(FOLDER.resolve(from))).as(from).isTrue();
                }
            }
        }
    }
}
