package io.tidegate.sample;

import static io.tidegate.sample.Read.detail;
import static io.tidegate.sample.Read.header;
import static io.tidegate.sample.Read.read;
import static io.tidegate.sample.Read.sample;
import static io.tidegate.sample.Read.turns;
import static org.assertj.core.api.Assertions.assertThat;

import io.tidegate.sample.Origin.Kind;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SampleReaderTest {

    @Nested
    class Shapes {

        @Test
        void nativeShapeCarriesEverything() {
            // Given
            String json = """
                    {"id": "m-17", "dataset": "math-dialogues",
                     "origin": {"kind": "synthetic", "model": "gpt-4", "generation": 1, "parents": ["seed-3", 12]},
                     "messages": [{"role": "user", "content": "Why?", "origin": {"kind": "human"}},
                                  {"role": "assistant", "content": "Because."}]}""";

            // When
            Sample sample = sample(json);

            // Then
            Origin origin = new Origin(
                    Kind.SYNTHETIC,
                    Optional.of("gpt-4"),
                    OptionalInt.of(1),
                    List.of("seed-3", "12"),
                    OptionalInt.empty());
            assertThat(sample)
                    .isEqualTo(new Sample(
                            "m-17",
                            Optional.of("math-dialogues"),
                            origin,
                            List.of(
                                    new Turn(Role.USER, "Why?", Origin.of(Kind.HUMAN)),
                                    new Turn(Role.ASSISTANT, "Because.", origin))));
        }

        @ParameterizedTest
        @CsvSource({
            "system,SYSTEM",
            "developer,DEVELOPER",
            "user,USER",
            "assistant,ASSISTANT",
            "tool,TOOL",
            "function,TOOL"
        })
        void openAiRoles(String word, Role role) {
            // When
            Sample sample = sample("{\"messages\": [{\"role\": \"" + word + "\", \"content\": \"x\"}]}");

            // Then
            assertThat(sample.turns()).extracting(Turn::role).containsExactly(role);
        }

        @ParameterizedTest
        @CsvSource({
            "system,SYSTEM",
            "human,USER",
            "user,USER",
            "gpt,ASSISTANT",
            "assistant,ASSISTANT",
            "chatgpt,ASSISTANT",
            "bing,ASSISTANT",
            "bard,ASSISTANT",
            "model,ASSISTANT",
            "function_call,ASSISTANT",
            "tool,TOOL",
            "function,TOOL",
            "observation,TOOL",
            "function_response,TOOL"
        })
        void shareGptSpeakers(String word, Role role) {
            // When
            Sample sample = sample("{\"conversations\": [{\"from\": \"" + word + "\", \"value\": \"x\"}]}");

            // Then
            assertThat(sample.turns()).extracting(Turn::role).containsExactly(role);
        }

        @Test
        void argumentsOfToolCallsFollowTheText() {
            // Given
            String json = """
                    {"messages": [
                      {"role": "assistant", "function_call": {"name": "f", "arguments": "last"},
                       "tool_calls": [{"id": "1", "type": "function", "function": {"name": "g", "arguments": "{\\"a\\": 1}"}},
                                      {"function": {"arguments": {"b" : [2, "]}"]}, "name": "h"}},
                                      {"function": {"name": "none"}}],
                       "content": "Let me look."},
                      {"role": "assistant", "content": null, "tool_calls": [{"function": {"arguments": "only"}}]},
                      {"role": "assistant", "function_call": {"arguments": "old"}}]}""";

            // When
            List<String> turns = turns(json);

            // Then
            assertThat(turns)
                    .containsExactly(
                            "assistant: Let me look.\n{\"a\": 1}\n{\"b\" : [2, \"]}\"]}\nlast",
                            "assistant: only",
                            "assistant: old");
        }

        @Test
        void textPartsAreJoinedByLineBreaks() {
            assertThat(turns("""
                            {"messages": [{"role": "user", "content": [{"type": "text", "text": "a", "image": null},
                                                                       {"text": "b", "type": "text"}]}]}""")).containsExactly("user: a\nb");
        }

        @Test
        void promptWithCompletionAsStringsAndAsMessages() {
            assertThat(turns("{\"prompt\": \"p\", \"completion\": \"c\"}")).containsExactly("user: p", "assistant: c");
            assertThat(turns("""
                            {"completion": [{"role": "assistant", "content": "c"}],
                             "prompt": [{"role": "system", "content": "s"}, {"role": "user", "content": "p"}]}""")).containsExactly("system: s", "user: p", "assistant: c");
        }

        @Test
        void preference() {
            assertThat(
                            turns(
                                    "{\"rejected\": \"r\", \"chosen\": [{\"role\": \"tool\", \"content\": \"c\"}], \"prompt\": \"p\"}"))
                    .containsExactly("user: p", "tool: c", "assistant: r");
        }

        @Test
        void alpaca() {
            assertThat(turns("{\"instruction\": \"i\", \"input\": \"n\", \"output\": \"o\"}"))
                    .containsExactly("user: i", "user: n", "assistant: o");
            assertThat(turns("{\"instruction\": \"i\", \"input\": \"\", \"response\": \"r\"}"))
                    .containsExactly("user: i", "assistant: r");
            assertThat(turns("{\"instruction\": \"i\", \"input\": null, \"output\": \"o\", \"response\": 5}"))
                    .containsExactly("user: i", "assistant: o");
        }

        @Test
        void plainText() {
            assertThat(turns("{\"text\": \"t\"}")).containsExactly("text: t");
        }

        @Test
        void theFirstShapeInOrderWinsWhateverTheOrderOfFields() {
            // Given
            List<String> fields = List.of(
                    "\"messages\": [{\"role\": \"user\", \"content\": \"1\"}]",
                    "\"conversations\": [{\"from\": \"human\", \"value\": \"2\"}]",
                    "\"chosen\": \"3\", \"rejected\": \"3\"",
                    "\"prompt\": \"4\", \"completion\": \"4\"",
                    "\"instruction\": \"5\", \"output\": \"5\"",
                    "\"text\": \"6\"");
            List<String> winners = List.of("1", "2", "4", "4", "5", "6");

            for (int first = 0; first < fields.size(); first++) {
                // When
                List<String> present = fields.subList(first, fields.size());
                String forward = String.join(", ", present);
                StringBuilder backward = new StringBuilder();
                present.forEach(field ->
                        backward.insert(0, (backward.isEmpty() ? "" : ", ")).insert(0, field));

                // Then
                for (String json : List.of("{" + forward + "}", "{" + backward + "}")) {
                    assertThat(sample(json).turns().get(0).content()).isEqualTo(winners.get(first));
                }
            }
        }

        @Test
        void aShapeNeedsAllItsFieldsAndNullIsNone() {
            assertThat(turns("{\"messages\": null, \"prompt\": \"p\", \"chosen\": \"c\", \"text\": \"t\"}"))
                    .containsExactly("text: t");
        }

        @Test
        void problemsOfAShapeThatLosesDoNotMatter() {
            assertThat(turns("""
                            {"text": 5, "conversations": [{"from": "nobody", "from": 1}, 7], "prompt": {"a": [1]}, "output": [],
                             "messages": [{"role": "user", "content": "x"}]}""")).containsExactly("user: x");
        }

        @Test
        void theWinnerHoldsEvenIfItIsWrong() {
            assertThat(detail("{\"text\": \"fine\", \"messages\": 5}"))
                    .isEqualTo("messages is a number, not an array of messages");
        }

        @Test
        void unknownFieldsAreIgnoredHoweverOddAndOften() {
            assertThat(
                            turns(
                                    "{\"x\": 1, \"x\": {\"text\": 1, \"text\": [2]}, \"text\": \"t\", \"role\": 1, \"role\": 2}"))
                    .containsExactly("text: t");
        }

        @Test
        void aSampleInALogShowsNoText() {
            assertThat(sample("{\"text\": \"secret\"}").toString()).doesNotContain("secret");
        }

        @Test
        void loneSurrogatesInContentAreKept() {
            assertThat(turns("{\"text\": \"a\\ud800b\"}")).containsExactly("text: a\ud800b");
        }
    }

    @Nested
    class Encodings {

        @Test
        void byteOrderMarkAndWhiteSpaceAreSkipped() {
            assertThat(turns("\ufeff \n{\"text\": \"t\"}\r\n\t ")).containsExactly("text: t");
        }

        @Test
        void jsonBehindAConfluentFrame() {
            // Given
            ByteArrayOutputStream value = new ByteArrayOutputStream();
            value.writeBytes(new byte[] {0, 0, 0, 1, 2});
            value.writeBytes("\ufeff {\"text\": \"é😀\"}".getBytes(StandardCharsets.UTF_8));

            // When
            Sample sample = sample(read(value.toByteArray()));

            // Then
            assertThat(sample.turns()).extracting(Turn::content).containsExactly("é😀");
        }
    }

    @Nested
    class Ids {

        @ParameterizedTest
        @CsvSource({"\"a b\",a b", "17,17", "-0,-0", "123456789012345678901234567890,123456789012345678901234567890"})
        void stringsAndIntegers(String json, String id) {
            assertThat(sample("{\"text\": \"t\", \"id\": " + json + "}").id()).isEqualTo(id);
        }

        @ParameterizedTest
        @ValueSource(strings = {"{\"text\": \"t\"}", "{\"text\": \"t\", \"id\": null}"})
        void withoutOneThePlaceIsTheId(String json) {
            assertThat(sample(json).id()).isEqualTo("samples-3-88121");
        }

        @Test
        void lengthsAreCountedInBytes() {
            assertThat(sample("{\"text\": \"t\", \"id\": \"" + "é".repeat(128) + "\"}")
                            .id())
                    .hasSize(128);
            assertThat(detail("{\"text\": \"t\", \"id\": \"" + "é".repeat(129) + "\"}"))
                    .isEqualTo("id is longer than 256 bytes");
            assertThat(sample("{\"text\": \"t\", \"dataset\": \"" + "é".repeat(64) + "\"}")
                            .dataset())
                    .isPresent();
            assertThat(detail("{\"text\": \"t\", \"dataset\": \"" + "é".repeat(65) + "\"}"))
                    .isEqualTo("dataset is longer than 128 bytes");
        }
    }

    @Nested
    class Claims {

        @Test
        void headersFillWhatTheJsonLeavesOpen() {
            // When
            Sample sample = sample(
                    "{\"text\": \"t\", \"origin\": {\"generation\": 2}}",
                    header("tidegate-claim-dataset", "d"),
                    header("tidegate-claim-origin", "synthetic"),
                    header("tidegate-claim-model", "m"));

            // Then
            Origin origin =
                    new Origin(Kind.SYNTHETIC, Optional.of("m"), OptionalInt.of(2), List.of(), OptionalInt.empty());
            assertThat(sample.dataset()).contains("d");
            assertThat(sample.origin()).isEqualTo(origin);
            assertThat(sample.turns()).extracting(Turn::origin).containsExactly(origin);
        }

        @Test
        void theJsonGoesFirstAndThenTheHeaderIsNotRead() {
            // When
            Sample sample = sample(
                    "{\"text\": \"t\", \"dataset\": \"json\", \"origin\": {\"kind\": \"human\", \"model\": \"j\"}}",
                    header("tidegate-claim-dataset", ""),
                    header("tidegate-claim-origin", "martian"),
                    header("tidegate-claim-model", "\n"));

            // Then
            assertThat(sample.dataset()).contains("json");
            assertThat(sample.origin().kind()).isEqualTo(Kind.HUMAN);
            assertThat(sample.origin().model()).contains("j");
        }

        @Test
        void theLastHeaderOfANameHolds() {
            assertThat(sample(
                                    "{\"text\": \"t\"}",
                                    header("tidegate-claim-dataset", "first"),
                                    header("tidegate-claim-dataset", "last"),
                                    header("other", "x"))
                            .dataset())
                    .contains("last");
            assertThat(sample(
                                    "{\"text\": \"t\"}",
                                    header("tidegate-claim-dataset", "first"),
                                    new Header("tidegate-claim-dataset", null))
                            .dataset())
                    .isEmpty();
        }

        @Test
        void withoutAnyClaimTheOriginIsUnknown() {
            // When
            Sample sample = sample("{\"text\": \"t\"}");

            // Then
            assertThat(sample.dataset()).isEmpty();
            assertThat(sample.origin()).isEqualTo(Origin.UNKNOWN);
        }

        @Test
        void aMessagesOwnOriginTakesNothingFromTheSample() {
            // When
            Sample sample = sample("""
                    {"messages": [{"role": "user", "content": "a", "origin": {"model": "own"}},
                                  {"role": "user", "content": "b", "origin": null}],
                     "origin": {"kind": "synthetic", "generation": 3}}""");

            // Then
            assertThat(sample.turns())
                    .extracting(Turn::origin)
                    .containsExactly(
                            new Origin(
                                    Kind.UNKNOWN,
                                    Optional.of("own"),
                                    OptionalInt.empty(),
                                    List.of(),
                                    OptionalInt.empty()),
                            sample.origin());
        }

        @Test
        void conversationTurnsMayHaveTheirOwnOriginToo() {
            assertThat(sample("""
                                    {"conversations": [{"from": "gpt", "value": "a", "origin": {"kind": "synthetic"}}]}""").turns()).extracting(Turn::origin).containsExactly(Origin.of(Kind.SYNTHETIC));
        }
    }

    @Nested
    class SyntheticCharacters {

        @Test
        void theSamplesNumberIsSharedOutByLength() {
            // When
            Sample sample = sample("""
                    {"origin": {"kind": "mixed", "syntheticCharacters": 5},
                     "messages": [{"role": "user", "content": "12"}, {"role": "user", "content": ""},
                                  {"role": "assistant", "content": "1234567"}]}""");

            // Then
            assertThat(sample.origin().syntheticCharacters()).hasValue(5);
            assertThat(sample.turns())
                    .extracting(turn -> turn.origin().syntheticCharacters().orElseThrow())
                    .containsExactly(1, 0, 4);
        }

        @Test
        void turnsWithAnOriginOfTheirOwnAreTakenOffFirst() {
            // When
            Sample sample = sample("""
                    {"origin": {"kind": "mixed", "syntheticCharacters": 8},
                     "messages": [{"role": "user", "content": "123", "origin": {"kind": "human"}},
                                  {"role": "assistant", "content": "12345", "origin": {"kind": "synthetic"}},
                                  {"role": "assistant", "content": "1234", "origin": {"kind": "mixed", "syntheticCharacters": 1}},
                                  {"role": "assistant", "content": "12345"}]}""");

            // Then
            assertThat(sample.turns().get(3).origin().syntheticCharacters()).hasValue(2);
            assertThat(sample.turns().get(1).origin()).isEqualTo(Origin.of(Kind.SYNTHETIC));
        }

        @Test
        void contradictionsWithinTheTextAreClamped() {
            assertThat(sample("""
                                    {"origin": {"kind": "mixed", "syntheticCharacters": 1},
                                     "messages": [{"role": "user", "content": "1234", "origin": {"kind": "synthetic"}},
                                                  {"role": "user", "content": "12"}]}""").turns().get(1).origin().syntheticCharacters())
                    .hasValue(0);
        }

        @Test
        void theyAreCodePointsAndAtMostTheText() {
            assertThat(sample("{\"text\": \"😀😀\", \"origin\": {\"kind\": \"mixed\", \"syntheticCharacters\": 2}}")
                            .turns())
                    .hasSize(1);
            assertThat(detail("{\"text\": \"😀😀\", \"origin\": {\"kind\": \"mixed\", \"syntheticCharacters\": 3}}"))
                    .isEqualTo("origin.syntheticCharacters is more than the sample has");
            assertThat(detail("""
                                    {"messages": [{"role": "user", "content": "123"},
                                                  {"role": "user", "origin": {"kind": "mixed", "syntheticCharacters": 4}, "content": "123"}]}""")).isEqualTo("messages[1].origin.syntheticCharacters is more than the message has");
        }

        @Test
        void ofAnotherKindTheySayNothing() {
            assertThat(sample("{\"text\": \"t\", \"origin\": {\"kind\": \"synthetic\", \"syntheticCharacters\": 9}}")
                            .origin()
                            .kind())
                    .isEqualTo(Kind.SYNTHETIC);
        }
    }
}
