package io.tidegate.gate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.tidegate.Seeds;
import io.tidegate.ledger.Provenance;
import io.tidegate.sample.Origin;
import io.tidegate.sample.Source;
import io.tidegate.score.Basis;
import io.tidegate.score.Evidence;
import io.tidegate.score.Span;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.Random;
import org.junit.jupiter.api.Test;

class VerdictJsonTest {

    private static final String POLICY = "sha256:" + "1f0c".repeat(16);
    private static final List<Basis> BASES = List.of(Basis.values());
    private static final ObjectMapper MAPPER = new ObjectMapper();

    @Test
    void refusalReadsAsDocumented() {
        // Given
        Map<String, Double> scores = new LinkedHashMap<>();
        scores.put("novelty", 0.09);
        scores.put("toxicity", 0.02);
        scores.put("syntheticShare", 0.71);
        Verdict verdict = new Verdict(
                "m-17",
                Optional.of("math-dialogues"),
                Optional.of(new Place("math-dialogues", 90412)),
                Optional.empty(),
                OptionalLong.empty(),
                POLICY,
                "1.0.0",
                Optional.of(new Provenance(
                        Origin.Kind.SYNTHETIC, Optional.of("gpt-4"), true, 1, 0, 812, 812, Map.of("gpt-4", 812))),
                new Source("tidegate.samples", 3, 88121),
                scores,
                Map.of(),
                List.of(
                        Reason.of(
                                Rule.NEAR_DUPLICATE,
                                0.91,
                                0.8,
                                new Reason.Copied(new Source("tidegate.samples", 3, 71204))),
                        Reason.of(Rule.SYNTHETIC_SHARE, 0.71, 0.7)));
        // Then
        assertThat(TestGate.json(verdict))
                .isEqualTo("{\"v\":1,\"verdict\":\"quarantined\",\"id\":\"m-17\",\"dataset\":\"math-dialogues\","
                        + "\"scope\":\"math-dialogues\",\"sequence\":90412,\"policy\":\"" + POLICY + "\","
                        + "\"gate\":\"1.0.0\",\"origin\":{\"kind\":\"synthetic\",\"model\":\"gpt-4\",\"generation\":1,"
                        + "\"characters\":812,\"syntheticCharacters\":812},"
                        + "\"source\":{\"topic\":\"tidegate.samples\",\"partition\":3,\"offset\":88121},"
                        + "\"scores\":{\"novelty\":0.09,\"toxicity\":0.02,\"syntheticShare\":0.71},"
                        + "\"reasons\":[{\"rule\":\"near-duplicate\",\"observed\":0.91,\"limit\":0.8,"
                        + "\"match\":{\"topic\":\"tidegate.samples\",\"partition\":3,\"offset\":71204}},"
                        + "{\"rule\":\"synthetic-share\",\"observed\":0.71,\"limit\":0.7}]}");
    }

    @Test
    void acceptanceHasNoReasons() {
        Verdict verdict = verdict("i", List.of());
        assertThat(TestGate.json(verdict))
                .startsWith("{\"v\":1,\"verdict\":\"accepted\",\"id\":\"i\"")
                .doesNotContain("reasons", "truncated");
    }

    @Test
    void eachKindOfEvidenceHasItsFields() {
        assertThat(TestGate.json(verdict("i", everyKindOfReason())))
                .contains("{\"rule\":\"malformed\",\"detail\":\"not \\\"JSON\\\"\"}")
                .contains("{\"rule\":\"toxicity\",\"observed\":0.9,\"limit\":0.5,\"turn\":1,"
                        + "\"spans\":[[2,7],[41,47]]}")
                .contains("{\"rule\":\"toxicity\",\"observed\":0.7,\"limit\":0.5,\"category\":\"hate\",\"turn\":0,"
                        + "\"spans\":[[3,9]]}")
                .contains("{\"rule\":\"toxicity\",\"observed\":0.7,\"limit\":0.5,\"category\":\"threat\"}")
                .contains("{\"rule\":\"gate-failure\",\"detail\":\"x: over its budget\"}")
                .contains("{\"rule\":\"generator-share\",\"observed\":0.5,\"limit\":0.4,\"model\":\"m\"}")
                .contains("{\"rule\":\"generator-share\",\"observed\":1,\"limit\":0}")
                .contains("{\"rule\":\"oversized\",\"observed\":2000000,\"limit\":1048576,\"part\":\"value\","
                        + "\"sha256\":\"ab\"}")
                .contains("{\"rule\":\"unknown-origin\"}");
    }

    @Test
    void neverExceeds4KibAndIsValidWithTheLongestNames() throws IOException {
        for (String piece : new String[] {"\"", "\\", "😀", "é", "a", "\u2028"}) {
            for (int copies : new int[] {0, 1, 5, 30, 200}) {
                // Given names as long as they may be, and more and more reasons
                String model = repeated(piece, 256);
                List<Reason> reasons = new ArrayList<>();
                for (int i = 0; i < copies; i++) {
                    reasons.add(Reason.of(Rule.GENERATOR_SHARE, 0.123457, 0.111111, new Reason.Generator(model)));
                }
                reasons.add(Reason.of(
                        Rule.NEAR_DUPLICATE,
                        0.9123,
                        0.81234567890123,
                        new Reason.Copied(new Source("t".repeat(249), Integer.MAX_VALUE, Long.MAX_VALUE))));
                reasons.add(Reason.of(Rule.MALFORMED, repeated(piece, 6_000)));
                Map<String, Double> scores = new LinkedHashMap<>();
                Map<String, Basis> bases = new LinkedHashMap<>();
                for (int i = 0; i < 10; i++) {
                    String name = "a-scorer-with-a-name-of-forty-letters-" + "abcdefghij".charAt(i) + "z";
                    scores.put(name, 0.1235);
                    bases.put(name, Basis.UNSUPPORTED);
                    for (int j = 0; j < copies; j++) {
                        scores.put(name + ".kind-" + j, 0.1235);
                    }
                }
                Verdict verdict = new Verdict(
                        repeated(piece, 256),
                        Optional.of(repeated(piece, 128)),
                        Optional.of(new Place(repeated(piece, 128), Long.MAX_VALUE)),
                        Optional.of(new Wait(Long.MAX_VALUE, Long.MAX_VALUE, OptionalLong.of(Long.MAX_VALUE))),
                        OptionalLong.of(Long.MAX_VALUE),
                        POLICY,
                        "1.0.0-SNAPSHOT",
                        Optional.of(new Provenance(
                                Origin.Kind.SYNTHETIC,
                                Optional.of(model),
                                true,
                                1_000_000,
                                1_000,
                                16 << 20,
                                16 << 20,
                                Map.of(model, 16 << 20))),
                        new Source("t".repeat(249), Integer.MAX_VALUE, Long.MAX_VALUE),
                        scores,
                        bases,
                        reasons);
                // When
                byte[] json = VerdictJson.write(verdict);
                // Then
                assertThat(json.length).isLessThanOrEqualTo(4096);
                JsonNode read = MAPPER.readTree(json);
                assertThat(read.get("id").textValue()).isEqualTo(verdict.id());
                assertThat(read.get("scope").textValue())
                        .isEqualTo(verdict.place().orElseThrow().scope());
                assertThat(read.get("truncated").booleanValue()).isTrue();
                assertThat(read.get("reasons").get(0).get("rule").textValue())
                        .isEqualTo(reasons.get(0).rule().id());
            }
        }
    }

    @Test
    void dropsEvidenceThenCategoriesThenTheModelThenReasons() throws IOException {
        Reason wordy = Reason.of(Rule.MALFORMED, "x".repeat(4_000));
        JsonNode noEvidence = MAPPER.readTree(VerdictJson.write(verdict("i", List.of(wordy, Reason.of(Rule.RESENT)))));
        assertThat(noEvidence.get("reasons")).hasSize(2);
        assertThat(noEvidence.get("reasons").get(0).has("detail")).isFalse();
        assertThat(noEvidence.get("origin").has("model")).isTrue();
        assertThat(noEvidence.get("truncated").booleanValue()).isTrue();
        Map<String, Double> scores = new LinkedHashMap<>(Map.of("toxicity", 0.5));
        for (int i = 0; i < 200; i++) {
            scores.put("toxicity.kind-" + i, 0.1234);
        }
        JsonNode noCategories =
                MAPPER.readTree(VerdictJson.write(verdict("i", scores, List.of(wordy, Reason.of(Rule.RESENT)))));
        assertThat(noCategories.get("scores")).hasSize(1);
        assertThat(noCategories.get("reasons")).hasSize(2);
        assertThat(noCategories.get("origin").has("model")).isTrue();
        List<Reason> many = new ArrayList<>();
        for (int i = 0; i < 300; i++) {
            many.add(Reason.of(Rule.EXACT_DUPLICATE, 1, 1));
        }
        JsonNode oneReason = MAPPER.readTree(VerdictJson.write(verdict("i", many)));
        assertThat(oneReason.get("reasons")).hasSize(1);
        assertThat(oneReason.get("origin").has("model")).isFalse();
    }

    @Test
    void tooLongANameIsAFaultOfOurs() {
        assertThatThrownBy(() -> VerdictJson.write(verdict("x".repeat(5_000), List.of())))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageNotContaining("xxx");
    }

    @Test
    void alwaysValidAndEqualVerdictsGiveEqualBytes() {
        Seeds.each(1_000, random -> {
            // Given two equal verdicts
            long seed = random.nextLong();
            Verdict verdict = random(new Random(seed));
            Verdict equal = random(new Random(seed));
            // When
            byte[] json = VerdictJson.write(verdict);
            // Then
            assertThat(json).isEqualTo(VerdictJson.write(equal)).hasSizeLessThanOrEqualTo(4096);
            try {
                JsonNode read = MAPPER.readTree(json);
                assertThat(read.get("id").textValue()).isEqualTo(verdict.id());
                assertThat(read.get("v").intValue()).isEqualTo(1);
                verdict.scores()
                        .forEach((name, value) -> assertThat(
                                        read.get("scores").get(name).doubleValue())
                                .isEqualTo(value));
                verdict.bases()
                        .forEach((name, basis) -> assertThat(
                                        read.get("basis").get(name).textValue())
                                .isEqualTo(basis.id()));
            } catch (IOException e) {
                throw new AssertionError(e);
            }
        });
    }

    private static Verdict random(Random random) {
        List<Reason> reasons = new ArrayList<>();
        List<Reason> kinds = everyKindOfReason();
        for (int i = random.nextInt(kinds.size() * 2); i > 0; i--) {
            reasons.add(kinds.get(random.nextInt(kinds.size())));
        }
        int[] id = random.ints(1 + random.nextInt(60), 0x20, 0x1FFFF)
                .filter(c -> c < Character.MIN_SURROGATE || c > Character.MAX_SURROGATE)
                .toArray();
        Map<String, Double> scores = new LinkedHashMap<>();
        for (String name : new String[] {"novelty", "toxicity", "syntheticShare"}) {
            scores.put(name, random.nextInt(10_001) / 10_000.0);
        }
        if (random.nextBoolean()) {
            scores.put("toxicity.hate", random.nextInt(10_001) / 10_000.0);
        }
        Map<String, Basis> bases = new LinkedHashMap<>();
        if (random.nextBoolean()) {
            bases.put("toxicity", BASES.get(random.nextInt(BASES.size())));
        }
        String name = new String(id, 0, id.length);
        return new Verdict(
                name,
                random.nextBoolean() ? Optional.of(name) : Optional.empty(),
                random.nextBoolean() ? Optional.of(new Place(name, random.nextLong())) : Optional.empty(),
                Optional.empty(),
                OptionalLong.empty(),
                POLICY,
                "1",
                Optional.empty(),
                new Source("t", random.nextInt(), random.nextLong()),
                scores,
                bases,
                reasons);
    }

    private static List<Reason> everyKindOfReason() {
        return List.of(
                Reason.of(Rule.MALFORMED, "not \"JSON\""),
                new Reason(
                        new Rule("toxicity"),
                        OptionalDouble.of(0.9),
                        OptionalDouble.of(0.5),
                        Optional.of(new Reason.Seen(
                                Optional.empty(),
                                Optional.of(new Evidence(1, List.of(new Span(2, 7), new Span(41, 47))))))),
                new Reason(
                        new Rule("toxicity"),
                        OptionalDouble.of(0.7),
                        OptionalDouble.of(0.5),
                        Optional.of(new Reason.Seen(Optional.of("hate"), Optional.of(Evidence.of(0, 3, 9))))),
                new Reason(
                        new Rule("toxicity"),
                        OptionalDouble.of(0.7),
                        OptionalDouble.of(0.5),
                        Optional.of(new Reason.Seen(Optional.of("threat"), Optional.empty()))),
                Reason.of(Rule.GATE_FAILURE, new Reason.NotAsked("x: over its budget")),
                Reason.of(Rule.GENERATOR_SHARE, 0.5, 0.4, new Reason.Generator("m")),
                Reason.of(Rule.GENERATOR_SHARE, 1, 0, new Reason.Generator("")),
                Reason.of(Rule.OVERSIZED, 2_000_000, 1 << 20, new Reason.Part("value", "ab")),
                Reason.of(Rule.UNKNOWN_ORIGIN));
    }

    private static Verdict verdict(String id, List<Reason> reasons) {
        return verdict(id, Map.of(), reasons);
    }

    private static Verdict verdict(String id, Map<String, Double> scores, List<Reason> reasons) {
        return new Verdict(
                id,
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                OptionalLong.empty(),
                POLICY,
                "1",
                Optional.of(new Provenance(Origin.Kind.SYNTHETIC, Optional.of("m"), true, 1, 0, 1, 1, Map.of("m", 1))),
                new Source("t", 0, 0),
                scores,
                Map.of(),
                reasons);
    }

    /** As often as it fits into so many bytes of UTF-8. */
    private static String repeated(String piece, int bytes) {
        return piece.repeat(bytes / piece.getBytes(StandardCharsets.UTF_8).length);
    }
}
