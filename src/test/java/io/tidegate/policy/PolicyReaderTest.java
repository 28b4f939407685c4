package io.tidegate.policy;

import static io.tidegate.policy.Reading.SCORERS;
import static io.tidegate.policy.Reading.dataset;
import static io.tidegate.policy.Reading.mistake;
import static io.tidegate.policy.Reading.mistakes;
import static io.tidegate.policy.Reading.valid;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tidegate.sample.Role;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;
import org.junit.jupiter.api.Test;

class PolicyReaderTest {

    private static final Set<Role> SPOKEN = Set.of(Role.USER, Role.ASSISTANT, Role.TOOL);

    @Test
    void nothingWrittenIsTheBuiltInPolicy() {
        Policy builtIn = Policy.builtIn(SCORERS);
        for (String empty :
                List.of("", "\n\n", "# nothing\n", "---\n", "{}", "datasets:\n", "datasets: {default: }", "~")) {
            assertThat(valid(empty)).as(empty).isEqualTo(builtIn);
        }
        DatasetPolicy policy = builtIn.forDataset("any").orElseThrow();
        assertThat(policy.novelty())
                .isEqualTo(new DatasetPolicy.Novelty(
                        Optional.empty(),
                        OptionalDouble.of(0.8),
                        SPOKEN,
                        DatasetPolicy.Parts.ALL,
                        DatasetPolicy.Numbers.ANY,
                        new History.Last(10_000_000),
                        OptionalDouble.empty()));
        assertThat(policy.scorers())
                .isEqualTo(Map.of(
                        "toxicity",
                        new DatasetPolicy.ScoreLimit(
                                OptionalDouble.of(0.5),
                                SPOKEN,
                                Map.of("hate", OptionalDouble.empty(), "profanity", OptionalDouble.empty()),
                                DatasetPolicy.Unsupported.PASS),
                        "spam",
                        DatasetPolicy.ScoreLimit.of(OptionalDouble.of(0.9), SPOKEN)));
        assertThat(policy.synthetic())
                .isEqualTo(new DatasetPolicy.Synthetic(
                        OptionalDouble.empty(),
                        DatasetPolicy.Unit.SAMPLES,
                        new History.All(),
                        0,
                        0,
                        OptionalLong.empty(),
                        OptionalInt.empty(),
                        OptionalDouble.empty(),
                        DatasetPolicy.UnknownOrigin.SYNTHETIC,
                        DatasetPolicy.Excess.QUARANTINE,
                        new DatasetPolicy.Hold(10_000, 64 << 20, 1_000_000, Optional.empty())));
        assertThat(policy.text()).isEqualTo(new DatasetPolicy.Text(OptionalInt.empty(), OptionalInt.empty()));
    }

    @Test
    void everyKeyIsRead() {
        DatasetPolicy policy = dataset("""
                datasets:
                  default:
                    novelty:   {scope: shared, nearDuplicate: .75, roles: [assistant], parts: response, numbers: distinct,
                                remember: 30d, minTurnNovelty: 0.2}
                    toxicity:  {max: 0.25, roles: [system, developer], categories: {hate: 0.4, profanity: off},
                                unsupported: refuse}
                    spam:      {max: off}
                    synthetic: {maxShare: 0.7, unit: characters, window: 1000000,
                                baseline: {human: 12, synthetic: 34},
                                maxGeneration: 2, maxGeneratorShare: 1, humanFloor: 56, unknownOriginIs: refused,
                                onExcess: hold, maxHeld: 78, maxHeldBytes: 90, maxHoldDecisions: 91, maxHoldTime: 24h}
                    text:      {minCharacters: 1, maxCharacters: 200000}
                unknownDatasets: default
                """, "any");
        assertThat(policy)
                .isEqualTo(new DatasetPolicy(
                        new DatasetPolicy.Novelty(
                                Optional.of("shared"),
                                OptionalDouble.of(0.75),
                                Set.of(Role.ASSISTANT),
                                DatasetPolicy.Parts.RESPONSE,
                                DatasetPolicy.Numbers.DISTINCT,
                                new History.For(Duration.ofDays(30)),
                                OptionalDouble.of(0.2)),
                        Map.of(
                                "toxicity",
                                new DatasetPolicy.ScoreLimit(
                                        OptionalDouble.of(0.25),
                                        Set.of(Role.SYSTEM, Role.DEVELOPER),
                                        Map.of("hate", OptionalDouble.of(0.4), "profanity", OptionalDouble.empty()),
                                        DatasetPolicy.Unsupported.REFUSE),
                                "spam",
                                DatasetPolicy.ScoreLimit.of(OptionalDouble.empty(), SPOKEN)),
                        new DatasetPolicy.Synthetic(
                                OptionalDouble.of(0.7),
                                DatasetPolicy.Unit.CHARACTERS,
                                new History.Last(1_000_000),
                                12,
                                34,
                                OptionalLong.of(56),
                                OptionalInt.of(2),
                                OptionalDouble.of(1),
                                DatasetPolicy.UnknownOrigin.REFUSED,
                                DatasetPolicy.Excess.HOLD,
                                new DatasetPolicy.Hold(78, 90, 91, Optional.of(Duration.ofHours(24)))),
                        new DatasetPolicy.Text(OptionalInt.of(1), OptionalInt.of(200_000))));
    }

    @Test
    void everyLimitCanBeSwitchedOff() {
        Policy policy = valid("""
                datasets:
                  default:
                    novelty: {scope: dataset, nearDuplicate: off, minTurnNovelty: off}
                    toxicity: {max: "off"}
                    spam: {max: off}
                    synthetic: {maxShare: off, window: all, humanFloor: off, maxGeneration: off,
                                maxGeneratorShare: off, maxHoldTime: off}
                    text: {minCharacters: off, maxCharacters: off}
                """);
        assertThat(policy.limitsOff())
                .containsExactly(
                        "novelty.minTurnNovelty",
                        "novelty.nearDuplicate",
                        "spam.max",
                        "synthetic.humanFloor",
                        "synthetic.maxGeneration",
                        "synthetic.maxGeneratorShare",
                        "synthetic.maxShare",
                        "text.maxCharacters",
                        "text.minCharacters",
                        "toxicity.categories.hate",
                        "toxicity.categories.profanity",
                        "toxicity.max");
        assertThat(Policy.builtIn(SCORERS).limitsOff())
                .doesNotContain("novelty.nearDuplicate", "spam.max", "toxicity.max")
                .contains("toxicity.categories.hate")
                .hasSize(9);
    }

    @Test
    void entriesStartFromTheDefaultLeafByLeafWhereverItStands() {
        String yaml = """
                datasets:
                  math: {synthetic: {maxShare: 0.2, baseline: {human: 7}}, toxicity: {max: off}}
                  default: {synthetic: {maxGeneration: 3, maxShare: 0.9, baseline: {synthetic: 5}}, toxicity: {roles: [tool]}}
                """;
        DatasetPolicy math = dataset(yaml, "math");
        assertThat(math.synthetic().maxShare()).hasValue(0.2);
        assertThat(math.synthetic().maxGeneration()).hasValue(3);
        assertThat(math.synthetic().baselineHuman()).isEqualTo(7);
        assertThat(math.synthetic().baselineSynthetic()).isEqualTo(5);
        assertThat(math.scorers()).hasEntrySatisfying("toxicity", limit -> {
            assertThat(limit.max()).isEmpty();
            assertThat(limit.roles()).containsExactly(Role.TOOL);
        });
        assertThat(dataset(yaml, "other").synthetic().maxShare()).hasValue(0.9);
        assertThat(dataset(yaml, "default").synthetic().maxShare()).hasValue(0.9);
    }

    @Test
    void unknownDatasetsCanBeRefused() {
        Policy policy = valid("{unknownDatasets: quarantine, datasets: {default: {}, math: , code-*: {}}}");
        assertThat(policy.forDataset("math")).isPresent();
        assertThat(policy.forDataset("code-java")).isPresent();
        assertThat(policy.forDataset("maths")).isEmpty();
        assertThat(policy.forDataset("default")).isEmpty();
    }

    @Test
    void unknownKeysNameTheNearestAndTheLine() {
        assertThat(mistake("datasets:\n  default:\n    noveltY: {}\n"))
                .isEqualTo("p.yaml:3: datasets.default.noveltY: is no known key (did you mean novelty?)");
        assertThat(mistake("dataset: {}")).isEqualTo("p.yaml:1: dataset: is no known key (did you mean datasets?)");
        assertThat(mistake("datasets:\n  a.b*:\n    synthetic:\n      baseline: {humans: 3}\n"))
                .isEqualTo("p.yaml:4: datasets.a.b*.synthetic.baseline.humans: is no known key (did you mean human?)");
        assertThat(mistakes("gibberish: 1").get(0).nearest()).isEmpty();
    }

    @Test
    void allMistakesComeAtOnceByLine() {
        List<Mistake> found = mistakes("""
                unknownDatasets: quarantined
                datasets:
                  math:
                    toxicity: {max: 2}
                    text: {minCharacters: many}
                  default:
                    novelty: {roles: [usr, assistant], parts: 7}
                colour: blue
                """);
        assertThat(found).extracting(Mistake::line).containsExactly(1, 4, 5, 7, 7, 8);
        assertThat(found)
                .extracting(Mistake::key)
                .containsExactly(
                        "unknownDatasets",
                        "datasets.math.toxicity.max",
                        "datasets.math.text.minCharacters",
                        "datasets.default.novelty.roles",
                        "datasets.default.novelty.parts",
                        "colour");
        assertThat(found.get(0).nearest()).contains("quarantine");
        assertThat(found.get(3).nearest()).contains("user");
    }

    @Test
    void numbersOutsideTheirRangeAreMistakes() {
        for (String max : List.of(
                "-0.1",
                "1.1",
                ".nan",
                ".inf",
                "-.inf",
                "NaN",
                "1_0",
                "1e400",
                "0x1",
                "\"0.5\"",
                "''",
                "true",
                "'0,5'",
                "9".repeat(100))) {
            assertThat(mistake("datasets: {default: {toxicity: {max: " + max + "}}}"))
                    .as(max)
                    .contains("datasets.default.toxicity.max: must be a number from 0 to 1, or off, not");
        }
        for (String novelty : List.of("-0.1", "1.1", "50", "all")) {
            assertThat(mistake("datasets: {default: {novelty: {minTurnNovelty: " + novelty + "}}}"))
                    .contains("minTurnNovelty: must be a number from 0 to 1, or off, not '" + novelty);
        }
        for (String near : List.of("0", "-0.0", "0.59", "1.0001")) {
            assertThat(mistake("datasets: {default: {novelty: {nearDuplicate: " + near + "}}}"))
                    .contains("must be a number from 0.7 to 1, or off, not '" + near);
        }
        for (String window : List.of(
                "0", "-1", "1000001", "1.5", "1e3", "off", "99999999999999999999", "30 days", "1.5h", "0s", "-7d")) {
            assertThat(mistake("datasets: {default: {synthetic: {window: " + window + "}}}"))
                    .as(window)
                    .contains("window: must be a number of accepted samples from 1 to 1000000, a time from 1s to");
        }
        for (String generation : List.of("-1", "1.0", "255", "all")) {
            assertThat(mistake("datasets: {default: {synthetic: {maxGeneration: " + generation + "}}}"))
                    .contains("maxGeneration: must be a whole number from 0 to 254, or off");
        }
        assertThat(mistake("datasets: {default: {synthetic: {baseline: {human: -1}}}}"))
                .contains("baseline.human: must be a whole number from 0 to 1000000000000, not '-1'");
        assertThat(mistake("datasets: {default: {text: {minCharacters: 0}}}"))
                .contains("must be a whole number from 1 to 2147483647, or off");
    }

    @Test
    void numbersAreThoseOfYaml12() {
        for (String half : List.of(".5", "0.5", "+.5", "5e-1", "0.50", "5.E-1")) {
            assertThat(valid("datasets: {default: {synthetic: {maxShare: " + half + "}}}"))
                    .as(half)
                    .isEqualTo(valid("datasets: {default: {synthetic: {maxShare: 0.5}}}"));
        }
        assertThat(valid("datasets: {default: {toxicity: {max: -0.0}}}"))
                .isEqualTo(valid("datasets: {default: {toxicity: {max: 0}}}"));
    }

    @Test
    void wrongTypesAreMistakes() {
        assertThat(mistake("[1, 2]")).isEqualTo("p.yaml:1: must hold keys and values, not a list");
        assertThat(mistake("hello")).isEqualTo("p.yaml:1: must hold keys and values, not a text");
        assertThat(mistake("datasets: [math]")).contains("datasets: must hold keys and values, not a list");
        assertThat(mistake("datasets: {default: {toxicity: 0.5}}"))
                .contains("datasets.default.toxicity: must hold keys and values, not '0.5'");
        assertThat(mistake("datasets: {default: {toxicity: {max: [0.5]}}}")).contains("must be one value, not a list");
        assertThat(mistake("datasets: {default: {toxicity: {max: }}}")).contains("toxicity.max: has no value");
        assertThat(mistake("datasets: {default: {novelty: {scope: {}}}}")).contains("must be one value, not a mapping");
        assertThat(mistake("datasets: {default: {novelty: {parts: All}}}"))
                .contains("parts: must be all or response, not 'All' (did you mean all?)");
        assertThat(mistake("datasets: {default: {synthetic: {unknownOriginIs: refuse}}}"))
                .contains("must be human, refused or synthetic, not 'refuse' (did you mean refused?)");
        assertThat(mistake("datasets: {default: {toxicity: {max: Off}}}")).contains("(did you mean off?)");
        assertThat(mistake("? [a]\n: 1")).isEqualTo("p.yaml:1: a key must be a word, not a list or a mapping");
        assertThat(mistakes("&a {*a : 1}")).isNotEmpty();
    }

    @Test
    void rolesAreAListOfDifferentSpeakers() {
        String roles = "datasets: {default: {toxicity: {roles: %s}}}";
        assertThat(mistake(roles.formatted("user"))).contains("roles: must be a list of words in brackets");
        assertThat(mistake(roles.formatted("[]"))).contains("roles: must name at least one of assistant, developer,");
        assertThat(mistake(roles.formatted("[user, user]"))).contains("names 'user' twice");
        assertThat(mistake(roles.formatted("[asistant]"))).contains("(did you mean assistant?)");
        assertThat(mistake(roles.formatted("[text]"))).contains("must name assistant, developer, system, tool or user");
        assertThat(mistake(roles.formatted("[[user]]"))).contains("must name words, not a list");
        assertThat(valid(roles.formatted("[tool, user]"))).isEqualTo(valid(roles.formatted("[user, tool]")));
    }

    @Test
    void keysAreWrittenOnce() {
        assertThat(mistake("datasets:\n  math: {}\n  code: {}\n  math: {}\n"))
                .isEqualTo("p.yaml:4: datasets.math: is here twice; the first is in line 2");
        assertThat(mistake("datasets: {default: {toxicity: {max: 0.5,\n 'max': 0.6}}}"))
                .contains("p.yaml:2: datasets.default.toxicity.max: is here twice");
    }

    @Test
    void textLengthsMustLeaveRoom() {
        assertThat(mistake("datasets: {default: {text: {minCharacters: 5, maxCharacters: 4}}}"))
                .contains("datasets.default.text.minCharacters: no text has at least 5 and at most 4 characters");
        valid("datasets: {default: {text: {minCharacters: 5, maxCharacters: 5}}}");
        // the default alone is fine, and so is what the entry itself says
        assertThat(mistake("datasets:\n  default: {text: {minCharacters: 5}}\n  a:\n    text: {maxCharacters: 4}\n"))
                .isEqualTo("p.yaml:4: datasets.a.text.maxCharacters: no text has at least 5 and at most 4 characters");
        // said once, not again for each entry that inherits it
        mistake("datasets: {default: {text: {minCharacters: 5, maxCharacters: 4}}, a: {}, b: {text: {}}}");
    }

    @Test
    void boundsOfTheEscrowAreHeldToTheirRanges() {
        Map.of(
                        "onExcess: drop", "onExcess: must be hold or quarantine, not 'drop'",
                        "maxHeld: 0", "maxHeld: must be a whole number from 1 to 1000000, not '0'",
                        "maxHeldBytes: 64MiB",
                                "maxHeldBytes: must be a whole number from 1 to 1099511627776, not '64MiB'",
                        "maxHoldDecisions: off", "maxHoldDecisions: must be a whole number from 1 to",
                        "maxHoldTime: 100",
                                "maxHoldTime: must be a time such as 30d, 24h, 90m or 45s, or off, not '100'",
                        "humanFloor: 0", "humanFloor: must be a whole number from 1 to 1000000000000, or off, not '0'")
                .forEach(
                        (written, problem) -> assertThat(mistake("datasets: {default: {synthetic: {" + written + "}}}"))
                                .contains("synthetic." + problem));
    }

    @Test
    void whatLaterVersionsWillHaveIsNamedAsSuch() {
        for (String key : List.of("vocabulary", "quality", "privacy", "contamination", "repair", "mode")) {
            assertThat(mistake(key + ": observe")).isEqualTo("p.yaml:1: " + key + ": is reserved for a later version");
            assertThat(mistake("datasets: {math: {" + key + ": {max: 1}}}"))
                    .contains("is reserved for a later version");
        }
    }

    @Test
    void namesMustBeOnesThatSamplesCanHave() {
        assertThat(mistake("datasets: {'': {}}")).contains("datasets.: has an empty name");
        assertThat(mistake("datasets: {" + "é".repeat(65) + ": {}}")).contains("names have at most 128 bytes");
        valid("datasets: {" + "é".repeat(64) + ": {}}");
        assertThat(mistake("datasets: {\"a\\e[31m\": {}}"))
                .contains("names hold no control characters")
                .doesNotContain("\u001b");
        assertThat(mistake("datasets: {a: {novelty: {scope: 'math-*'}}}"))
                .contains("scope: names one scope; patterns are for the names of datasets");
        assertThat(mistake("datasets: {a: {novelty: {scope: ''}}}")).contains("scope: has an empty name");
        assertThat(dataset("datasets: {123: {toxicity: {max: 0}}}", "123")).isNotEqualTo(dataset("", "123"));
    }

    @Test
    void aScopeOfItsOwnReplacesASharedOne() {
        String yaml = "datasets: {default: {novelty: {scope: shared}}, a: {novelty: {scope: dataset}}, b: {}}";
        assertThat(dataset(yaml, "a").novelty().scope()).isEmpty();
        assertThat(dataset(yaml, "b").novelty().scope()).contains("shared");
    }

    private static History remember(String written) {
        return dataset("datasets: {default: {novelty: {remember: " + written + "}}}", "any")
                .novelty()
                .remember();
    }

    @Test
    void whatIsRememberedIsANumberOrATimeOrAll() {
        assertThat(remember("1")).isEqualTo(new History.Last(1));
        assertThat(remember("1000000000")).isEqualTo(new History.Last(1_000_000_000));
        assertThat(remember("all")).isEqualTo(new History.All());
        assertThat(remember("1s")).isEqualTo(new History.For(Duration.ofSeconds(1)));
        assertThat(remember("36500d")).isEqualTo(new History.For(Duration.ofDays(36_500)));
        for (String day : List.of("1d", "24h", "1440m", "86400s", "P1D", "PT24H", "'1d'", "23h60m")) {
            assertThat(remember(day)).as(day).isEqualTo(new History.For(Duration.ofDays(1)));
        }
        List<String> wrong = List.of(
                "0",
                "-1",
                "1000000001",
                "9999999999",
                "99999999999999999999",
                "1.5",
                "1e3",
                "0s",
                "-1d",
                "36501d",
                "876001h",
                "999999999999999999d",
                "PT0.5S",
                "1.5d",
                "1w",
                "5y",
                "30 days",
                "d",
                "P",
                "off",
                "ALL",
                "''");
        for (String remember : wrong) {
            assertThat(mistake("datasets: {default: {novelty: {remember: " + remember + "}}}"))
                    .as(remember)
                    .startsWith(
                            "p.yaml:1: datasets.default.novelty.remember: must be a number of accepted samples from 1"
                                    + " to 1000000000, a time from 1s to 36500d such as 30d, 24h, 90m or 45s, or all, not ");
        }
    }

    @Test
    void timesAreWrittenInTheLargestUnit() {
        assertThat(remember("48h")).hasToString("2d");
        assertThat(remember("36h")).hasToString("36h");
        assertThat(remember("90m")).hasToString("90m");
        assertThat(remember("61s")).hasToString("61s");
    }

    @Test
    void datasetsOfOneScopeRememberAlike() {
        String yaml = """
                datasets:
                  a: {novelty: {scope: s, remember: %s}}
                  b: {novelty: {scope: s, remember: 48h}}
                """;
        valid(yaml.formatted("2d"));
        assertThat(mistake(yaml.formatted("all")))
                .isEqualTo("p.yaml:3: datasets.b: remembers 2d, but 'a' all, and their scope 's' forgets as one:"
                        + " set the same novelty.remember in both, or another scope in one");
    }

    @Test
    void aScopeIsAlsoThatOfTheDatasetWithItsName() {
        assertThat(mistake("datasets: {s: {}, a-*: {novelty: {scope: s, remember: 5}}}"))
                .contains("datasets.a-*: remembers 5, but 's' 10000000");
        assertThat(mistake("datasets: {a: {novelty: {scope: default, remember: 5}}}"))
                .contains("datasets.a: remembers 5, but 'default' 10000000");
        valid("{unknownDatasets: quarantine, datasets: {a: {novelty: {scope: default, remember: 5}}}}");
        valid("datasets: {s: {novelty: {scope: t}}, a: {novelty: {scope: s, remember: 5}}}");
        valid("datasets: {s*: {}, a: {novelty: {scope: s, remember: 5}}}"); // nothing says that a dataset s exists
    }

    @Test
    void scopesAreInheritedAndSoAreTheirConflicts() {
        String yaml = "{unknownDatasets: %s, datasets: {default: {novelty: {scope: s}}, a: {novelty: {remember: 5}}}}";
        assertThat(mistake(yaml.formatted("default"))).contains("datasets.a: remembers 5, but 'default' 10000000");
        valid(yaml.formatted("quarantine")); // then nothing is judged by the default entry itself
        assertThat(mistake("datasets:\n  a: {novelty: {scope: s, remember: 5}}\n  b: {novelty: {scope: s}}\n"))
                .contains("p.yaml:3: datasets.b: remembers 10000000, but 'a' 5");
    }

    @Test
    void datasetsOfTheirOwnScopeRememberAsTheyLike() {
        valid(
                "datasets: {default: {novelty: {remember: all}}, a: {novelty: {remember: 5}}, b*: {novelty: {remember: 6}}}");
    }

    @Test
    void brokenYamlIsOneMistakeWithItsLine() {
        assertThat(mistake("datasets:\n  default: {\n")).startsWith("p.yaml:3: is no YAML: ");
        assertThat(mistake("a: b: c")).startsWith("p.yaml:1: is no YAML: ");
        assertThat(mistake("datasets:\n\tdefault: {}\n")).startsWith("p.yaml:2: is no YAML: ");
        assertThat(mistake("datasets: *nowhere")).startsWith("p.yaml:1: is no YAML: ");
        assertThat(mistake("a: \u0001")).contains("is no YAML: ");
        assertThat(mistake("{}\n---\n{}\n"))
                .isEqualTo("p.yaml:2: a policy is one document, and a second one starts here");
        assertThat(mistake("datasets: !!java.net.URL {default: {}}")).contains("policies have no tags such as");
        assertThat(mistake("datasets: {default: {toxicity: {max: !!float 0.5}}}"))
                .contains("have no tags");
    }

    @Test
    void smallFilesThatGrowLargeAreRefused() {
        StringBuilder laughs = new StringBuilder("a0: &a0 [ha, ha]\n");
        for (int i = 1; i < 30; i++) {
            String before = "*a" + (i - 1);
            laughs.append(
                    "a%d: &a%d [%s]\n".formatted(i, i, String.join(", ", java.util.Collections.nCopies(9, before))));
        }
        assertThat(mistake(laughs.toString())).contains("has more than 100 aliases");
        assertThat(mistake("[".repeat(500_000))).contains("p.yaml:1: is nested too deeply");
        assertThat(mistakes("&a {datasets: *a}")).isNotEmpty();
        assertThat(mistake("datasets: &a {x: *a, <<: *a}")).contains("merge keys are not understood");
        assertThat(mistake("# " + "x".repeat(1 << 21))).contains("is longer than");
        StringBuilder keys = new StringBuilder("datasets:\n  a: &a\n");
        for (int i = 0; i < 5_000; i++) {
            keys.append("    k").append(i).append(": 1\n");
        }
        for (int i = 0; i < 100; i++) {
            keys.append("  b").append(i).append(": *a\n");
        }
        assertThat(mistakes(keys.toString())).hasSize(1000);
    }

    @Test
    void anEntryMayBeUsedAgain() {
        Policy policy = valid("datasets: {a: &a {toxicity: {max: 0.1}}, b: *a}");
        assertThat(policy.forDataset("b")).isEqualTo(policy.forDataset("a"));
    }

    @Test
    void scorersCannotTakeTheNamesOfOtherKeys() {
        for (String name : List.of("novelty", "synthetic", "text", "quality", "mode")) {
            assertThatThrownBy(() -> new PolicyReader(Map.of(name, ScorerDefaults.of(0.5))))
                    .hasMessageContaining(name);
        }
        assertThatThrownBy(() -> ScorerDefaults.of(Double.NaN)).hasMessageContaining("[0, 1]");
    }

    @Test
    void eachCategoryOfAScorerHasALimit() {
        String yaml = """
                datasets:
                  default: {toxicity: {categories: {hate: 0.5}}}
                  math: {toxicity: {categories: {profanity: 0}}}
                  rough: {toxicity: {categories: {hate: off}}}
                """;

        assertThat(limits(dataset(yaml, "any")).categories())
                .isEqualTo(Map.of("hate", OptionalDouble.of(0.5), "profanity", OptionalDouble.empty()));
        assertThat(limits(dataset(yaml, "math")).categories())
                .isEqualTo(Map.of("hate", OptionalDouble.of(0.5), "profanity", OptionalDouble.of(0)));
        assertThat(limits(dataset(yaml, "rough")).of("hate")).isEmpty();
        assertThat(valid(yaml).limitsOff())
                .contains("toxicity.categories.profanity")
                .doesNotContain("toxicity.categories.hate");
        assertThatThrownBy(() -> limits(dataset(yaml, "any")).of("sarcasm")).hasMessageContaining("sarcasm");
    }

    @Test
    void categoriesThatAScorerDoesNotTellApartAreMistakes() {
        assertThat(mistake("datasets:\n  default:\n    toxicity:\n      categories: {profanty: 0.5}\n"))
                .isEqualTo("p.yaml:4: datasets.default.toxicity.categories.profanty: is no known key"
                        + " (did you mean profanity?)");
        assertThat(mistake("datasets: {default: {spam: {categories: {hate: 0.5}}}}"))
                .isEqualTo("p.yaml:1: datasets.default.spam.categories.hate: is no known key");
        assertThat(mistake("datasets: {default: {toxicity: {categories: {hate: 1.5}}}}"))
                .isEqualTo("p.yaml:1: datasets.default.toxicity.categories.hate: must be a number from 0 to 1, or off,"
                        + " not '1.5'");
        assertThat(mistake("datasets: {default: {toxicity: {categories: [hate]}}}"))
                .contains("datasets.default.toxicity.categories: must hold keys and values, not a list");
        for (String name : List.of("Hate", "", "a.b", "a_b", "-a")) {
            assertThatThrownBy(() -> new ScorerDefaults(0.5, List.of(name))).hasMessageContaining("letters");
        }
        assertThatThrownBy(() -> new ScorerDefaults(0.5, List.of("a", "a"))).hasMessageContaining("alike");
    }

    @Test
    void unsupportedLanguagesPassUnlessRefused() {
        assertThat(limits(dataset("", "d")).unsupported()).isEqualTo(DatasetPolicy.Unsupported.PASS);
        assertThat(limits(dataset("datasets: {d: {toxicity: {unsupported: refuse}}}", "d"))
                        .unsupported())
                .isEqualTo(DatasetPolicy.Unsupported.REFUSE);
        assertThat(mistake("datasets: {d: {toxicity: {unsupported: refused}}}"))
                .isEqualTo("p.yaml:1: datasets.d.toxicity.unsupported: must be pass or refuse, not 'refused'"
                        + " (did you mean refuse?)");
    }

    private static DatasetPolicy.ScoreLimit limits(DatasetPolicy policy) {
        return policy.scorers().entrySet().stream()
                .filter(entry -> entry.getKey().equals("toxicity"))
                .findFirst()
                .orElseThrow()
                .getValue();
    }
}
