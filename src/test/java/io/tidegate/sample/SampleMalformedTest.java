package io.tidegate.sample;

import static io.tidegate.sample.Read.detail;
import static io.tidegate.sample.Read.header;
import static io.tidegate.sample.Read.read;
import static io.tidegate.sample.Read.sample;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SampleMalformedTest {

    @Test
    @SuppressWarnings("NullAway") // javac drops the annotation from a compact constructor's array parameter
    void tombstone() {
        assertThat(detail(new SampleReader().read(new Arrival(Read.SOURCE, 0, null, List.of(), null))))
                .isEqualTo("a tombstone: the record has no value");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "``                                | empty: the value has no bytes",
                "` `                               | not an object",
                "[]                                | an array: write one sample a record",
                "null                              | not an object",
                "{\"text\": \"x                    | not JSON: at byte 11",
                "{\"text\": NaN}                   | not JSON: at byte 12",
                "{\"x\": 1, \"text\": Infinity}    | not JSON: at byte 25",
                "{'text': \"x\"}                   | not JSON: at byte 2",
                "{\"text\": \"x\"} /* bye */       | more text after the sample: at byte 14",
                "/* hello */ {\"text\": \"x\"}     | not JSON: at byte 1",
                "{\"text\": \"x\",}                | not JSON: at byte 14",
                "{\"text\": \"x\", \"n\": 01}      | not JSON: at byte 20",
                "{\"text\": \"x\ty\"}              | not JSON: at byte 12",
                "{\"text\": \"x\"}{}               | more text after the sample: at byte 13",
                "{\"text\": \"é\"} x               | more text after the sample: at byte 15",
                "{}                                | none of the known shapes: messages, conversations, prompt with chosen and"
                        + " rejected, prompt with completion, instruction with output, text",
                "{\"text\": \"\"}                  | no text in any turn",
                "{\"text\": \" \\n\\t\"}           | no text in any turn",
                "{\"messages\": []}                | no text in any turn",
                "{\"text\": \"x\", \"text\": \"y\"} | a key appears twice: text",
                "{\"text\": \"x\", \"\\u0074ext\": \"y\"} | a key appears twice: text",
                "{\"text\": null, \"text\": \"y\"} | a key appears twice: text",
            })
    void documents(String json, String detail) {
        assertThat(detail(json)).isEqualTo(detail);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "\"messages\": {}                       | messages is an object, not an array of messages",
                "\"messages\": [5]                      | messages[0] is a number, not an object",
                "\"messages\": [null]                   | messages[0] is null, not an object",
                "\"messages\": [{\"content\": \"x\"}]   | messages[0].role is missing",
                "\"messages\": [{\"role\": \"user\"}]   | messages[0].content is missing",
                "\"messages\": [{\"role\": \"user\", \"content\": null}] | messages[0].content is missing",
                "\"messages\": [{\"role\": \"User\", \"content\": \"x\"}] |"
                        + " messages[0].role is not one of system, developer, user, assistant, tool, function",
                "\"messages\": [{\"role\": [], \"content\": \"x\"}] | messages[0].role is an array, not a string",
                "\"messages\": [{\"role\": \"user\", \"content\": 5}] |"
                        + " messages[0].content is a number, not a string or an array of text parts",
                "\"messages\": [{\"role\": \"user\", \"content\": \"x\", \"role\": \"user\"}] |"
                        + " a key appears twice: messages[0].role",
                "\"messages\": [{\"role\": \"user\", \"content\": [\"x\"]}] |"
                        + " messages[0].content[0] is a string, not a text part",
                "\"messages\": [{\"role\": \"user\", \"content\": [{\"type\": \"text\", \"text\": \"x\"}, {\"type\": \"image_url\"}]}] |"
                        + " messages[0].content[1] is not a text part: only text is judged",
                "\"messages\": [{\"role\": \"user\", \"content\": [{\"text\": \"x\"}]}] |"
                        + " messages[0].content[0] is not a text part: only text is judged",
                "\"messages\": [{\"role\": \"user\", \"content\": [{\"type\": \"text\"}]}] |"
                        + " messages[0].content[0].text is missing",
                "\"messages\": [{\"role\": \"user\", \"content\": [{\"type\": \"text\", \"text\": true}]}] |"
                        + " messages[0].content[0].text is true or false, not a string",
                "\"messages\": [{\"role\": \"tool\", \"tool_calls\": {}}] |"
                        + " messages[0].tool_calls is an object, not an array of tool calls",
                "\"messages\": [{\"role\": \"tool\", \"tool_calls\": [1]}] |"
                        + " messages[0].tool_calls[0] is a number, not a tool call",
                "\"messages\": [{\"role\": \"tool\", \"tool_calls\": [{}]}] |"
                        + " messages[0].tool_calls[0].function is missing",
                "\"messages\": [{\"role\": \"tool\", \"tool_calls\": [{\"function\": {\"arguments\": 7}}]}] |"
                        + " messages[0].tool_calls[0].function.arguments is a number, not a string or an object",
                "\"messages\": [{\"role\": \"tool\", \"function_call\": \"f\"}] |"
                        + " messages[0].function_call is a string, not an object",
                "\"messages\": [{\"role\": \"user\", \"content\": \"x\", \"origin\": {\"kind\": \"dog\"}}] |"
                        + " messages[0].origin.kind is not human, synthetic, mixed or unknown",
                "\"conversations\": [{\"value\": \"x\"}] | conversations[0].from is missing",
                "\"conversations\": [{\"from\": \"gpt\"}] | conversations[0].value is missing",
                "\"conversations\": [{\"from\": \"me\", \"value\": \"x\"}] | conversations[0].from is not a known speaker",
                "\"conversations\": [{\"from\": \"gpt\", \"value\": {\"a\": []}}] |"
                        + " conversations[0].value is an object, not a string",
                "\"prompt\": 1, \"completion\": \"x\"  | prompt is a number, not a string or an array of messages",
                "\"prompt\": \"x\", \"chosen\": \"y\", \"rejected\": {} |"
                        + " rejected is an object, not a string or an array of messages",
                "\"instruction\": \"x\", \"input\": 5, \"output\": \"y\" | input is a number, not a string",
                "\"instruction\": \"x\", \"response\": []  | response is an array, not a string",
                "\"text\": [\"x\"]                       | text is an array, not a string",
                "\"text\": \"x\", \"id\": 1.5            |"
                        + " id is a number with fraction or exponent, not a string or an integer",
                "\"text\": \"x\", \"id\": \"\"           | id is empty",
                "\"text\": \"x\", \"id\": \"a\\u0000\"   | id holds a control character",
                "\"text\": \"x\", \"id\": \"a\\u0085\"   | id holds a control character",
                "\"text\": \"x\", \"id\": \"a\\udc00\"   | id holds half of a surrogate pair",
                "\"text\": \"x\", \"dataset\": 5         | dataset is a number, not a string",
                "\"text\": \"x\", \"dataset\": \"\"      | dataset is empty",
                "\"text\": \"x\", \"dataset\": \"\\n\"   | dataset holds a control character",
                "\"text\": \"x\", \"origin\": \"human\"  | origin is a string, not an object",
                "\"text\": \"x\", \"origin\": {\"model\": \"\"} | origin.model is empty",
                "\"text\": \"x\", \"origin\": {\"generation\": \"1\"} | origin.generation is a string, not an integer",
                "\"text\": \"x\", \"origin\": {\"generation\": -1} | origin.generation is not in 0 to 1000000",
                "\"text\": \"x\", \"origin\": {\"generation\": 1000001} | origin.generation is not in 0 to 1000000",
                "\"text\": \"x\", \"origin\": {\"generation\": 99999999999999999999} | origin.generation is not in 0 to 1000000",
                "\"text\": \"x\", \"origin\": {\"parents\": \"p\"} | origin.parents is a string, not an array of ids",
                "\"text\": \"x\", \"origin\": {\"parents\": [\"p\", null]} |"
                        + " origin.parents[1] is null, not a string or an integer",
                "\"text\": \"x\", \"origin\": {\"parents\": [], \"parents\": []} | a key appears twice: origin.parents",
                "\"text\": \"x\", \"prompt\": 1, \"prompt\": 2 | a key appears twice: prompt",
            })
    void fields(String fields, String detail) {
        assertThat(detail("{" + fields + "}")).isEqualTo(detail);
    }

    @ParameterizedTest
    @CsvSource({
        "c080, 10", // overlong
        "e080af, 10", // overlong
        "eda080, 10", // a surrogate
        "f4908080, 10", // beyond U+10FFFF
        "ff, 10",
        "80, 10",
        "c3, 10", // cut short by the quote
        "61c3a9ff, 13"
    })
    void invalidUtf8(String hex, int at) {
        // Given
        String json = HexFormat.of().formatHex("{\"text\": \"".getBytes(StandardCharsets.UTF_8)) + hex + "227d";

        // When
        Reading inText = read(HexFormat.of().parseHex(json));
        Reading framed = read(HexFormat.of().parseHex("0000000001" + json));

        // Then
        assertThat(detail(inText)).isEqualTo("not UTF-8: at byte " + at);
        assertThat(detail(framed)).isEqualTo("not UTF-8: at byte " + (at + 5));
    }

    @Test
    void invalidUtf8InASkippedFieldAndBehindTheEnd() {
        assertThat(detail(read("{\"x\": \"\u00ff\", \"text\": \"x\"}".getBytes(StandardCharsets.ISO_8859_1))))
                .isEqualTo("not UTF-8: at byte 7");
        assertThat(detail(read("{\"text\": \"x\"} \u00c3".getBytes(StandardCharsets.ISO_8859_1))))
                .isEqualTo("not UTF-8: at byte 14");
    }

    @ParameterizedTest
    @ValueSource(strings = {"UTF-16LE", "UTF-16BE", "UTF-32LE", "UTF-32BE"})
    void otherEncodingsAreNamed(String name) {
        for (String mark : List.of("", "\ufeff")) {
            // When
            Reading reading = read((mark + "{\"text\": \"x\"}").getBytes(Charset.forName(name)));

            // Then
            assertThat(detail(reading)).isEqualTo(name.substring(0, 6) + ": the gate reads JSON in UTF-8");
        }
    }

    @ParameterizedTest
    @CsvSource({
        "1f8b0800, gzip: the gate reads JSON in UTF-8",
        "28b52ffd04, zstd: the gate reads JSON in UTF-8",
        "c301aabb, a single Avro object: the gate reads JSON in UTF-8",
        "4f626a0102, an Avro file: the gate reads JSON in UTF-8",
        "0000000111021234, Avro or Protobuf in a Confluent frame (schema id 273): the gate reads JSON",
        "0000000111, Avro or Protobuf in a Confluent frame (schema id 273): the gate reads JSON",
        "00ffffffff5b5d, Avro or Protobuf in a Confluent frame (schema id 4294967295): the gate reads JSON",
        "00000001, not JSON: at byte 1",
    })
    void otherFormatsAreNamed(String hex, String detail) {
        assertThat(detail(read(HexFormat.of().parseHex(hex)))).isEqualTo(detail);
    }

    @Test
    void headerClaims() {
        String json = "{\"text\": \"x\"}";
        assertThat(detail(json, header("tidegate-claim-origin", "Human")))
                .isEqualTo("header tidegate-claim-origin is not human, synthetic, mixed or unknown");
        assertThat(detail(json, header("tidegate-claim-dataset", "")))
                .isEqualTo("header tidegate-claim-dataset is empty");
        assertThat(detail(json, header("tidegate-claim-model", "a\nb")))
                .isEqualTo("header tidegate-claim-model holds a control character");
        assertThat(detail(json, header("tidegate-claim-dataset", "x".repeat(129))))
                .isEqualTo("header tidegate-claim-dataset is longer than 128 bytes");
        assertThat(detail(json, new Header("tidegate-claim-dataset", new byte[] {(byte) 0xff})))
                .isEqualTo("header tidegate-claim-dataset is not UTF-8");
    }

    @Test
    void depth() {
        assertThat(sample("{\"text\": \"x\", \"y\": " + "[".repeat(63) + "]".repeat(63) + "}")
                        .turns())
                .hasSize(1);
        assertThat(detail("{\"text\": \"x\", \"y\": " + "[".repeat(64) + "]".repeat(64) + "}"))
                .isEqualTo("nested deeper than 64 levels");
        assertThat(detail("{\"a\":".repeat(100_000))).isEqualTo("nested deeper than 64 levels");
        assertThat(detail("[".repeat(100_000))).isEqualTo("an array: write one sample a record");
    }

    @Test
    void lengths() {
        assertThat(detail("{\"text\": \"x\", \"y\": " + "9".repeat(100_000) + "}"))
                .startsWith("a number, key or string is too long: before byte ");
        assertThat(detail("{\"text\": \"x\", \"id\": " + "9".repeat(100_000) + "}"))
                .startsWith("a number, key or string is too long: before byte ");
        assertThat(detail("{\"text\": \"x\", \"" + "k".repeat(100_000) + "\": 1}"))
                .startsWith("a number, key or string is too long: before byte ");
        assertThat(sample("{\"text\": \"" + "x".repeat(1 << 20) + "\"}").turns())
                .hasSize(1);
    }

    @Test
    void turns() {
        String turn = "{\"role\": \"user\", \"content\": \"x\"}";
        String most = String.join(",", Collections.nCopies(10_000, turn));

        assertThat(sample("{\"messages\": [" + most + "]}").turns()).hasSize(10_000);
        assertThat(detail("{\"messages\": [" + most + "," + turn + "]}")).isEqualTo("more than 10000 turns");
        assertThat(detail("{\"prompt\": [" + most + "], \"completion\": \"x\"}"))
                .isEqualTo("more than 10000 turns");
    }

    @Test
    void parents() {
        String most = "1,".repeat(999) + "1";

        assertThat(sample("{\"text\": \"x\", \"origin\": {\"parents\": [" + most + "]}}")
                        .origin()
                        .parents())
                .hasSize(1000);
        assertThat(detail("{\"text\": \"x\", \"origin\": {\"parents\": [" + most + ", {}]}}"))
                .isEqualTo("origin.parents[1000] is one too many: at most 1000");
    }

    @Test
    void manyHeadersAndManyKeys() {
        // Given
        List<Header> headers = new ArrayList<>();
        StringBuilder json = new StringBuilder("{\"text\": \"x\"");
        for (int i = 0; i < 10_000; i++) {
            headers.add(header("tidegate-claim-model", "m" + i));
            json.append(",\"key").append(i).append("\":{}");
        }

        // When
        Sample sample = sample(json.append('}').toString(), headers.toArray(Header[]::new));

        // Then
        assertThat(sample.origin().model()).contains("m9999");
    }
}
