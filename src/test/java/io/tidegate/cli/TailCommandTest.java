package io.tidegate.cli;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class TailCommandTest {

    @Test
    void aReasonShowsTheCategoryAndAllPlaces() {
        assertThat(reason("{'rule':'toxicity','observed':0.91,'limit':0.5,'turn':0,'spans':[[0,53]]}"))
                .isEqualTo("toxicity 0.91 (limit 0.5) in turn 0, characters 0 to 53");
        assertThat(reason("{'rule':'toxicity','observed':0.91,'limit':0.5,'category':'hate','turn':2,"
                        + "'spans':[[12,30],[41,47]]}"))
                .isEqualTo("toxicity 0.91 (limit 0.5) for hate in turn 2, characters 12 to 30 and 41 to 47");
        assertThat(reason("{'rule':'toxicity','turn':0,'spans':[[1,2],[3,4],[5,6]]}"))
                .isEqualTo("toxicity in turn 0, characters 1 to 2, 3 to 4 and 5 to 6");
    }

    @Test
    void aReasonShowsWhatElseItHas() {
        assertThat(reason("{'rule':'repeated-turn','observed':0,'limit':0.3,'turn':3,"
                        + "'match':{'topic':'t','partition':1,'offset':7}}"))
                .isEqualTo("repeated-turn 0 (limit 0.3) of t-1@7 in turn 3");
        assertThat(reason("{'rule':'gate-failure','detail':'x: over its budget'}"))
                .isEqualTo("gate-failure: x: over its budget");
    }

    private static String reason(String json) {
        return TailCommand.reason(Output.parse(json.replace('\'', '"')));
    }
}
