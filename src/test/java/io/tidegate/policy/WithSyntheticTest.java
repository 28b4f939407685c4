package io.tidegate.policy;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidegate.Policies;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;

class WithSyntheticTest {

    private static DatasetPolicy.Synthetic half(DatasetPolicy.Synthetic synthetic) {
        return new DatasetPolicy.Synthetic(
                OptionalDouble.of(0.5),
                synthetic.unit(),
                synthetic.window(),
                synthetic.baselineHuman(),
                synthetic.baselineSynthetic(),
                synthetic.humanFloor(),
                synthetic.maxGeneration(),
                synthetic.maxGeneratorShare(),
                synthetic.unknownOriginIs(),
                synthetic.onExcess(),
                synthetic.hold());
    }

    @Test
    void changesEveryEntryAndNothingElse() {
        String yaml = """
                datasets:
                  default: {novelty: {nearDuplicate: 0.9}, synthetic: {humanFloor: 3%s}}
                  tides: {synthetic: {unit: characters%s}}
                  "sea-*": {text: {minCharacters: 2}, synthetic: {window: 10%s}}
                unknownDatasets: quarantine
                """;
        Policy before = Policies.of(String.format(yaml, "", ", maxShare: 0.1", ", maxShare: 1"));

        Policy after = before.withSynthetic(WithSyntheticTest::half);

        String half = ", maxShare: 0.5";
        assertThat(after).isEqualTo(Policies.of(String.format(yaml, half, half, half)));
        assertThat(after.canonical()).isNotEqualTo(before.canonical());
        assertThat(after.forDataset("sea-1").orElseThrow().synthetic().maxShare())
                .hasValue(0.5);
        assertThat(after.forDataset("unknown")).isEmpty();
        assertThat(after.limitsOff()).doesNotContain("synthetic.maxShare");
    }

    @Test
    void leavesDatasetsWithoutAnEntryTheDefaultOne() {
        Policy after = Policies.builtIn().withSynthetic(WithSyntheticTest::half);

        assertThat(after).isEqualTo(Policies.withDefault("synthetic: {maxShare: 0.5}"));
    }
}
