package io.tidegate;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import org.junit.jupiter.api.Test;

/** The software bill of materials that the build leaves beside the jar is true, and not long. */
class BillOfMaterialsIT {

    private static final Path TARGET = Path.of("target");
    private static final int MOST_JARS = 25;

    /** What only the embedded broker is made of, and what these bring. */
    private static final Set<String> BROKER =
            Set.of("kafka_2.13", "kafka-metadata", "kafka-server", "kafka-server-common", "kafka-raft");

    /** Where a Maven-built library says in the jar who it is. */
    private static final Pattern IDENTITY = Pattern.compile("META-INF/maven/[^/]+/[^/]+/pom\\.properties");

    private final JsonNode bom = read();
    private final Map<String, JsonNode> libraries = new HashMap<>();

    BillOfMaterialsIT() throws IOException {
        bom.path("components").forEach(library -> libraries.put(ref(library), library));
    }

    @Test
    void namesEveryLibraryInTheJar() throws Exception {
        Set<String> named = new TreeSet<>();
        libraries
                .values()
                .forEach(library -> named.add(library.path("group").asText() + ":"
                        + library.path("name").asText() + ":"
                        + library.path("version").asText()));

        assertThat(named).hasSizeGreaterThan(50).containsAll(inTheJar());
    }

    @Test
    void needsFewJarsBesidesTheBrokers() {
        assertThat(neededWithoutTheBroker()).contains("kafka-streams").hasSizeLessThanOrEqualTo(MOST_JARS);
    }

    private Set<String> neededWithoutTheBroker() {
        Map<String, List<String>> brings = new HashMap<>();
        bom.path("dependencies").forEach(node -> {
            List<String> brought = new ArrayList<>();
            node.path("dependsOn").forEach(each -> brought.add(each.asText()));
            brings.put(node.path("ref").asText(), brought);
        });
        Set<String> names = new TreeSet<>();
        Set<String> seen = new HashSet<>();
        Deque<String> open = new ArrayDeque<>(brings.getOrDefault(ref(bom.at("/metadata/component")), List.of()));
        while (!open.isEmpty()) {
            String ref = open.pop();
            JsonNode library = libraries.get(ref);
            if (library == null
                    || BROKER.contains(library.path("name").asText())
                    || library.path("scope").asText().equals("optional")
                    || !seen.add(ref)) {
                continue;
            }
            names.add(library.path("name").asText());
            open.addAll(brings.getOrDefault(ref, List.of()));
        }
        return names;
    }

    private static Set<String> inTheJar() throws IOException {
        Set<String> libraries = new TreeSet<>();
        try (ZipFile jar = new ZipFile(TARGET.resolve("tidegate.jar").toFile())) {
            for (ZipEntry entry : jar.stream()
                    .filter(each -> IDENTITY.matcher(each.getName()).matches())
                    .toList()) {
                Properties identity = new Properties();
                try (InputStream content = jar.getInputStream(entry)) {
                    identity.load(content);
                }
                if (!identity.getProperty("artifactId", "").equals("tidegate")) {
                    libraries.add(identity.getProperty("groupId") + ":" + identity.getProperty("artifactId") + ":"
                            + identity.getProperty("version"));
                }
            }
        }
        assertThat(libraries).hasSizeGreaterThan(10);
        return libraries;
    }

    private static String ref(JsonNode component) {
        return component.path("bom-ref").asText();
    }

    private static JsonNode read() {
        try {
            return new ObjectMapper()
                    .readTree(TARGET.resolve("tidegate-bom.json").toFile());
        } catch (IOException e) {
            throw new AssertionError("`mvn package` leaves the bill of materials in target", e);
        }
    }
}
