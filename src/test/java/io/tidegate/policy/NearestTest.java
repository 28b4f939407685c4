package io.tidegate.policy;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class NearestTest {

    @Test
    void suggestsOnlyWhatIsClose() {
        List<String> known = List.of("max", "roles", "unknownDatasets");
        assertThat(Nearest.of("mx", known)).contains("max");
        assertThat(Nearest.of("MAX", known)).contains("max");
        assertThat(Nearest.of("rolse", known)).contains("roles");
        assertThat(Nearest.of("unknowDataset", known)).contains("unknownDatasets");
        assertThat(Nearest.of("min", known)).isEmpty();
        assertThat(Nearest.of("", known)).isEmpty();
        assertThat(Nearest.of("m".repeat(10_000_000), known)).isEmpty();
        assertThat(Nearest.of("max", List.of())).isEmpty();
    }

    @Test
    void takesTheFirstInTheAlphabetOfTwoAsClose() {
        assertThat(Nearest.of("bat", List.of("cat", "bad", "bar"))).contains("bad");
    }
}
