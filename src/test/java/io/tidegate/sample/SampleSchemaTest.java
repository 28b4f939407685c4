package io.tidegate.sample;

import static io.tidegate.sample.Read.read;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.networknt.schema.InputFormat;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Holds the schema that producers read to the reader that judges them. */
class SampleSchemaTest {

    /** What a schema can't say, as the reader words it. Of nothing else may the schema think better than the reader. */
    private static final Pattern BEYOND_A_SCHEMA = Pattern.compile(String.join(
            "|",
            "a key appears twice: .*",
            "nested deeper than 64 levels",
            "a number, key or string is too long: .*",
            "no text in any turn",
            "more than 10000 turns", // over several fields
            ".* is longer than (128|256) bytes", // where there are fewer characters
            ".*syntheticCharacters is more than the (sample|message) has",
            ".* is a number with fraction or exponent, not .*")); // to a schema 1.0 is an integer

    private static final JsonMapper MAPPER = new JsonMapper();

    private static final String SCHEMA_TEXT = load();

    private static final Schema SCHEMA = SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
            .getSchema(SCHEMA_TEXT, InputFormat.JSON);

    private static String load() {
        try (InputStream in = SampleSchemaTest.class.getResourceAsStream("/io/tidegate/sample.schema.json")) {
            return new String(Objects.requireNonNull(in).readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{'text': 't'}",
                "{'text': 't', 'id': 'a'}",
                "{'text': 't', 'id': 12}",
                "{'text': 't', 'id': -12345678901234567890123}",
                "{'text': 't', 'id': null, 'dataset': null, 'origin': null}",
                "{'text': 't', 'dataset': 'a b é😀'}",
                "{'text': 't', 'origin': {}}",
                "{'text': 't', 'origin': {'kind': 'human'}}",
                "{'text': 't', 'origin': {'kind': null, 'model': null, 'generation': null, 'parents': null}}",
                "{'text': 't', 'origin': {'kind': 'mixed', 'syntheticCharacters': 1}}",
                "{'text': 't', 'origin': {'kind': 'synthetic', 'syntheticCharacters': 2147483647}}",
                "{'text': 't', 'origin': {'model': 'm', 'generation': 1000000, 'parents': ['a', 1]}}",
                "{'text': 't', 'origin': {'generation': 0, 'parents': [], 'x': 1}}",
                "{'text': 't', 'x': {'text': 5}, 'y': [1.5]}",
                "{'text': 't', 'prompt': 5, 'chosen': 'x', 'instruction': [], 'conversations': null}",
                "{'text': 't\\ud800'}",
                "{'messages': [{'role': 'user', 'content': 'x'}]}",
                "{'messages': [{'role': 'function', 'content': 'x', 'name': 5}]}",
                "{'messages': [{'role': 'developer', 'content': 'x', 'tool_calls': null, 'origin': null}]}",
                "{'messages': [{'role': 'user', 'content': 'x', 'origin': {'kind': 'human'}}], 'text': 1}",
                "{'messages': [{'role': 'user', 'content': [{'type': 'text', 'text': 'x'}]}]}",
                "{'messages': [{'role': 'user', 'content': []}, {'role': 'user', 'content': 'x'}]}",
                "{'messages': [{'role': 'assistant', 'content': null, 'tool_calls': []}, {'role': 'tool', 'content': 'x'}]}",
                "{'messages': [{'role': 'assistant', 'tool_calls': [{'function': {'arguments': 'x'}}]}]}",
                "{'messages': [{'role': 'assistant', 'tool_calls': [{'function': {'arguments': {'x': 1}}, 'id': 1}]}]}",
                "{'messages': [{'role': 'assistant', 'tool_calls': [{'function': {'arguments': null}}]}, {'role': 'tool', 'content': 'x'}]}",
                "{'messages': [{'role': 'assistant', 'function_call': {'arguments': 'x'}, 'content': null}]}",
                "{'messages': [{'role': 'user', 'content': 'x'}], 'conversations': 5, 'prompt': 5, 'completion': 5}",
                "{'conversations': [{'from': 'human', 'value': 'x'}, {'from': 'gpt', 'value': '', 'weight': 1}]}",
                "{'conversations': [{'from': 'function_response', 'value': 'x', 'origin': {'kind': 'unknown'}}]}",
                "{'conversations': [{'from': 'bard', 'value': 'x', 'origin': null}], 'messages': null}",
                "{'prompt': 'p', 'chosen': 'c', 'rejected': 'r'}",
                "{'prompt': 'p', 'chosen': 'c', 'rejected': 'r', 'completion': 5}",
                "{'prompt': [{'role': 'user', 'content': 'p'}], 'chosen': [], 'rejected': 'r'}",
                "{'prompt': 'p', 'completion': 'c'}",
                "{'prompt': 'p', 'completion': [{'role': 'assistant', 'content': 'c'}], 'chosen': 5}",
                "{'instruction': 'i', 'output': 'o'}",
                "{'instruction': 'i', 'input': 'n', 'output': 'o'}",
                "{'instruction': 'i', 'input': null, 'response': 'o'}",
                "{'instruction': 'i', 'input': '', 'response': 'o', 'output': null}",
                "{'instruction': 'i', 'output': 'o', 'response': 5, 'text': 5}",
            })
    void goodDocuments(String json) {
        assertThat(isValid(quoted(json))).isTrue();
        assertThat(read(quoted(json))).isInstanceOf(Reading.Understood.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "[]",
                "'text'",
                "5",
                "null",
                "{}",
                "{'text': null}",
                "{'text': 5}",
                "{'text': ['t']}",
                "{'text': 't', 'id': ''}",
                "{'text': 't', 'id': 1.5}",
                "{'text': 't', 'id': true}",
                "{'text': 't', 'id': ['a']}",
                "{'text': 't', 'id': 'a\\n'}",
                "{'text': 't', 'id': 'a\\u009f'}",
                "{'text': 't', 'id': '\\ud83d'}",
                "{'text': 't', 'id': '0123456789012345678901234567890123456789012345678901234567890123456789012345678901234567890123456789012345678901234567890123456789012345678901234567890123456789012345678901234567890123456789012345678901234567890123456789012345678901234567890123456789012345678'}",
                "{'text': 't', 'dataset': 5}",
                "{'text': 't', 'dataset': ''}",
                "{'text': 't', 'dataset': 'a\\tb'}",
                "{'text': 't', 'dataset': '012345678901234567890123456789012345678901234567890123456789012345678901234567890123456789012345678901234567890123456789012345678'}",
                "{'text': 't', 'origin': 'human'}",
                "{'text': 't', 'origin': []}",
                "{'text': 't', 'origin': {'kind': 'Human'}}",
                "{'text': 't', 'origin': {'kind': 1}}",
                "{'text': 't', 'origin': {'model': ''}}",
                "{'text': 't', 'origin': {'model': ['m']}}",
                "{'text': 't', 'origin': {'model': '\\u007f'}}",
                "{'text': 't', 'origin': {'generation': -1}}",
                "{'text': 't', 'origin': {'generation': 1000001}}",
                "{'text': 't', 'origin': {'generation': '1'}}",
                "{'text': 't', 'origin': {'parents': 'a'}}",
                "{'text': 't', 'origin': {'parents': [null]}}",
                "{'text': 't', 'origin': {'parents': ['']}}",
                "{'text': 't', 'origin': {'parents': [{}]}}",
                "{'text': 't', 'origin': {'syntheticCharacters': -1}}",
                "{'text': 't', 'origin': {'syntheticCharacters': 2147483648}}",
                "{'text': 't', 'messages': 5}",
                "{'text': 't', 'prompt': 5, 'completion': 'c'}",
                "{'messages': {}}",
                "{'messages': [5]}",
                "{'messages': [[]]}",
                "{'messages': [{}]}",
                "{'messages': [{'role': 'user'}]}",
                "{'messages': [{'content': 'x'}]}",
                "{'messages': [{'role': null, 'content': 'x'}]}",
                "{'messages': [{'role': 'human', 'content': 'x'}]}",
                "{'messages': [{'role': 'user', 'content': null}]}",
                "{'messages': [{'role': 'user', 'content': null, 'tool_calls': null}]}",
                "{'messages': [{'role': 'user', 'content': 5}]}",
                "{'messages': [{'role': 'user', 'content': {'type': 'text', 'text': 'x'}}]}",
                "{'messages': [{'role': 'user', 'content': ['x']}]}",
                "{'messages': [{'role': 'user', 'content': [null]}]}",
                "{'messages': [{'role': 'user', 'content': [{'type': 'image_url', 'text': 'x'}]}]}",
                "{'messages': [{'role': 'user', 'content': [{'type': 'text', 'text': null}]}]}",
                "{'messages': [{'role': 'user', 'content': [{'type': null, 'text': 'x'}]}]}",
                "{'messages': [{'role': 'user', 'content': 'x', 'tool_calls': 'x'}]}",
                "{'messages': [{'role': 'user', 'content': 'x', 'tool_calls': [null]}]}",
                "{'messages': [{'role': 'user', 'content': 'x', 'tool_calls': [{'function': null}]}]}",
                "{'messages': [{'role': 'user', 'content': 'x', 'tool_calls': [{'function': 'f'}]}]}",
                "{'messages': [{'role': 'user', 'content': 'x', 'tool_calls': [{'function': {'arguments': ['x']}}]}]}",
                "{'messages': [{'role': 'user', 'content': 'x', 'function_call': 5}]}",
                "{'messages': [{'role': 'user', 'content': 'x', 'function_call': {'arguments': 5}}]}",
                "{'messages': [{'role': 'user', 'content': 'x', 'origin': 5}]}",
                "{'messages': [{'role': 'user', 'content': 'x', 'origin': {'kind': 'x'}}]}",
                "{'conversations': 'x'}",
                "{'conversations': [{'from': 'human'}]}",
                "{'conversations': [{'from': 'human', 'value': null}]}",
                "{'conversations': [{'from': 'developer', 'value': 'x'}]}",
                "{'conversations': [{'from': 'human', 'value': ['x']}]}",
                "{'conversations': [{'role': 'user', 'content': 'x'}]}",
                "{'prompt': 'p'}",
                "{'prompt': 'p', 'chosen': 'c'}",
                "{'chosen': 'c', 'rejected': 'r'}",
                "{'prompt': 'p', 'chosen': 'c', 'rejected': null}",
                "{'prompt': 'p', 'chosen': 'c', 'rejected': 5, 'completion': 'x'}",
                "{'prompt': 'p', 'chosen': {'role': 'user', 'content': 'x'}, 'rejected': 'r'}",
                "{'prompt': ['p'], 'completion': 'c'}",
                "{'instruction': 'i'}",
                "{'instruction': 'i', 'input': 'n'}",
                "{'instruction': 5, 'output': 'o'}",
                "{'instruction': 'i', 'input': [], 'output': 'o'}",
                "{'instruction': 'i', 'output': 5, 'response': 'r'}",
                "{'output': 'o', 'input': 'n'}",
            })
    void badDocuments(String json) {
        assertThat(isValid(quoted(json))).isFalse();
        assertThat(read(quoted(json))).isInstanceOf(Reading.Malformed.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{'text': 't', 'text': 't'}",
                "{'text': ' '}",
                "{'messages': []}",
                "{'text': 't', 'id': 1.0}",
                "{'text': 't', 'origin': {'kind': 'mixed', 'syntheticCharacters': 2}}",
                "{'text': 't', 'id': 'éééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééé'}",
            })
    void beyondASchema(String json) {
        assertThat(isValid(quoted(json))).isTrue();
        assertThat(Read.detail(quoted(json))).matches(BEYOND_A_SCHEMA);
    }

    @Test
    void randomDocumentsAreJudgedAlike() {
        Random random = new Random(4);
        int understood = 0;
        int refused = 0;
        for (int i = 0; i < 5_000; i++) {
            // Given
            String json = new RandomDocuments(random, "text", i % 2 == 0 ? 0.02 : 0.2).next();

            // When
            boolean valid = isValid(json);
            Reading reading = read(json);

            // Then
            if (reading instanceof Reading.Malformed malformed) {
                refused += valid ? 0 : 1;
                assertThat(!valid || BEYOND_A_SCHEMA.matcher(malformed.detail()).matches())
                        .as("%s: %s", json, malformed.detail())
                        .isTrue();
            } else {
                understood++;
                assertThat(valid).as(json).isTrue();
            }
        }
        assertThat(understood).isGreaterThan(1_000);
        assertThat(refused).isGreaterThan(1_000);
    }

    @Test
    void theSchemasOwnExamplesAreGood() {
        // Given
        List<JsonNode> examples =
                List.copyOf(tree(SCHEMA_TEXT).get("examples").valueStream().toList());

        // Then
        assertThat(examples).hasSize(6).allSatisfy(example -> {
            assertThat(isValid(example.toString())).isTrue();
            assertThat(read(example.toString())).isInstanceOf(Reading.Understood.class);
        });
    }

    private static boolean isValid(String json) {
        return SCHEMA.validate(tree(json)).isEmpty();
    }

    private static JsonNode tree(String json) {
        try {
            return MAPPER.readTree(json);
        } catch (JsonProcessingException e) {
            throw new AssertionError(json, e);
        }
    }

    /** Single quotes read better within Java. */
    private static String quoted(String json) {
        return json.replace('\'', '"');
    }
}
