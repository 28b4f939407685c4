package io.tidegate.cli;

import io.tidegate.Texts;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.internals.RecordHeader;
import org.jspecify.annotations.Nullable;

/** Records with secrets wherever a record can have any, but for its labels (id, dataset, model), which verdicts repeat. */
final class SecretRecords {

    static final String TOPIC = "tidegate.samples";

    /** A policy under which they are refused by every rule, and some wait, whose dataset is called HELD. */
    static final String POLICY = """
            datasets:
              default:
                synthetic: {unknownOriginIs: human}
              d: {}
              HELD:
                synthetic: {maxShare: 0.5, onExcess: hold, maxHeld: 3, unknownOriginIs: synthetic}
              strict:
                novelty: {minTurnNovelty: 1}
                text: {minCharacters: 100000}
                toxicity: {max: 0.01}
                synthetic: {maxShare: 0.1, humanFloor: 1000, maxGeneration: 1, maxGeneratorShare: 0.1}
              asked:
                synthetic: {unknownOriginIs: refused}
            unknownDatasets: quarantine
            scorers:
              second-opinion: {onnx: judge.onnx, vocabulary: vocab.txt, column: 1, maxTokens: 16, budget: 400, max: 0.99}
            """;

    static final int WAITING = 3;
    static final int MAX_SAMPLE_BYTES = 16 << 10;

    private final Secrets secrets;
    private final String held;
    private final Random random = new Random(11);
    private final List<ProducerRecord<byte[], byte[]>> records = new ArrayList<>();
    private String place = "";

    private SecretRecords(Secrets secrets, String held) {
        this.secrets = secrets;
        this.held = held;
    }

    /** @param held what the dataset is called whose samples wait */
    static List<ProducerRecord<byte[], byte[]>> all(Secrets secrets, String held) {
        SecretRecords made = new SecretRecords(secrets, held);
        made.shapes();
        made.copies();
        made.refusedByRules();
        made.malformed();
        made.wrongBytes();
        made.oversized();
        made.claims();
        return made.records;
    }

    private String s() {
        return secrets.plant(place);
    }

    private String word() {
        return secrets.plantWord(place);
    }

    private String words(int count) {
        return Texts.words(random, count);
    }

    /** Samples of every accepted shape, with unknown fields, keys and headers. */
    private void shapes() {
        place = "text";
        sample("'text': '%s %s %s'", words(20), s(), words(20));
        place = "messages";
        sample(
                "'messages': [{'role': 'system', 'content': '%s'}, {'role': 'user', 'name': '%s', 'content': '%s %s'},"
                        + " {'role': 'assistant', 'content': [{'type': 'text', 'text': '%s %s'}]}]",
                s(), s(), words(20), s(), words(60), s());
        place = "tool calls";
        sample(
                "'messages': [{'role': 'user', 'content': '%s'}, {'role': 'assistant', 'content': null, 'tool_calls':"
                        + " [{'id': '%s', 'type': 'function', 'function': {'name': '%s', 'arguments':"
                        + " '{\\'%s\\': \\'%s %s\\'}'}}]}, {'role': 'tool', 'tool_call_id': '%s', 'content': '%s'}]",
                s(), s(), s(), s(), words(20), s(), s(), s());
        place = "conversations";
        sample(
                "'conversations': [{'from': 'human', 'value': '%s %s'}, {'from': 'gpt', 'value': '%s %s'}]",
                words(20), s(), words(20), s());
        place = "preference pairs";
        sample("'prompt': '%s %s', 'chosen': '%s %s', 'rejected': '%s'", words(9), s(), words(9), s(), s());
        place = "prompt and completion";
        sample("'prompt': '%s %s', 'completion': '%s'", words(20), s(), s());
        place = "Alpaca";
        sample("'instruction': '%s %s', 'input': '%s', 'output': '%s'", words(20), s(), s(), s());
        sample("'instruction': '%s %s', 'response': '%s'", words(20), s(), s());
        place = "unknown fields";
        sample(
                "'text': '%s', 'metadata': {'%s': '%s', 'more': ['%s', {'%s': [%s]}]}, '%s': '%s'",
                words(30), s(), s(), s(), s(), "4111222233334444", s(), s());
        sample(
                "'messages': [{'role': 'user', 'content': '%s', '%s': '%s'}], 'origin': {'kind': 'human', '%s': '%s'}",
                words(30), s(), s(), s(), s());
        place = "parents";
        sample(
                "'text': '%s', 'origin': {'kind': 'synthetic', 'generation': 1, 'parents': ['%s', '%s']}",
                words(30), s(), s());
        place = "key and headers of a sample that is accepted";
        keyed(json("'text': '%s'", words(30)));
        place = "key and headers of a sample that waits";
        keyed(utf8(quoted(
                "{'dataset': '%s', 'text': '%s', 'origin': {'kind': 'synthetic', 'model': 'm'}}", held, words(30))));
        place = "key and headers of a conversation";
        keyed(json(
                "'messages': [{'role': 'developer', 'content': '%s'}, {'role': 'user', 'content': '%s'}]", s(), s()));
        place = "key and headers of a sample without a dataset of the policy";
        keyed(utf8(quoted("{'dataset': 'elsewhere', 'text': '%s'}", s())));
        place = "key and headers of a sample that is too large";
        keyed(json("'text': '%s%s'", s(), "y".repeat(MAX_SAMPLE_BYTES)));
        place = "key and headers of a sample that is refused";
        keyed(json("'text': '%s', 'text': 'twice'", s()));
        place = "key and headers of a tombstone";
        keyed(null);
        place = "key and headers of an empty value";
        keyed(new byte[0]);
    }

    private void copies() {
        place = "copies";
        String text = words(20) + " " + s() + " " + words(30);
        byte[] first = json("'text': '%s'", text);
        keyed(first);
        keyed(first);
        send(null, json("'text': '%s'", text.replace(" ", "  ")));
        send(null, json("'text': '%s %s'", text, s()));
    }

    private void refusedByRules() {
        place = "an unknown dataset";
        of("elsewhere", "'text': '%s'", s());
        of("default", "'text': '%s'", s());
        place = "every rule of a policy";
        of(
                "strict",
                "'text': 'you fucking stupid bitch %s', 'origin': {'kind': 'synthetic', 'model': 'm', 'generation': 3}",
                s());
        of("strict", "'messages': [{'role': 'assistant', 'content': '%s %s'}]", words(80), s());
        of("asked", "'text': '%s %s'", words(20), s());
        place = "a text declared human";
        of(
                "d",
                "'origin': {'kind': 'human'}, 'messages': [{'role': 'user', 'content': '%s'}, {'role': 'assistant',"
                        + " 'content': 'As an AI language model, I cannot tell %s.'}]",
                s(),
                s());
        place = "a text over a judge's budget";
        sample("'text': '%s %s'", words(1_000), s());
        place = "samples that wait";
        for (int i = 0; i < WAITING + 3; i++) {
            of(
                    held,
                    "'text': '%s %s', '%s': '%s', 'origin': {'kind': 'synthetic', 'model': 'm'}",
                    words(20),
                    s(),
                    s(),
                    s());
        }
    }

    private void malformed() {
        place = "broken JSON";
        for (String broken : List.of(
                "{'text': '%s",
                "{'text': %s}",
                "%s",
                "'%s'",
                "['%s']",
                "{'%s': 1}",
                "{'text': 'x', '%s' 'x'}",
                "{'text': 'x', '%s': tru}",
                "{'text': 'a\\q%s'}",
                "{'text': 'x'} %s",
                "{'text': 'x', /* %s */ 'y': 1}",
                "{\\'text\\': \\'%s\\'}",
                "{'text': 'x', 'n': 12%s}",
                "{'text': 'x\\u00%s'}",
                "{'text': '\u0001%s'}",
                "{'text': 'x', 'n': NaN%s}")) {
            send(null, utf8(quoted(broken, s())));
        }
        place = "JSON that is no sample";
        for (String wrong : List.of(
                "'text': 17, 'p': '%s'",
                "'text': {'%s': 1}",
                "'messages': '%s'",
                "'messages': ['%s']",
                "'messages': [{'role': '%s', 'content': 'x'}]",
                "'messages': [{'role': 'user', 'content': [{'type': '%s'}]}]",
                "'messages': [{'role': 'user', 'content': {'%s': 1}}]",
                "'messages': [{'role': 'user', 'tool_calls': ['%s']}]",
                "'conversations': [{'from': '%s', 'value': 'x'}]",
                "'conversations': [{'from': 'human', 'value': ['%s']}]",
                "'prompt': '%s', 'chosen': 3, 'rejected': 4",
                "'text': 'x', 'origin': '%s'",
                "'text': 'x', 'origin': {'kind': '%s'}",
                "'text': 'x', 'origin': {'kind': 'synthetic', 'generation': '%s'}",
                "'text': 'x', 'origin': {'kind': 'synthetic', 'parents': '%s'}",
                "'text': 'x', 'origin': {'kind': 'synthetic', 'parents': [{'%s': 1}]}",
                "'text': 'x', 'origin': {'kind': 'mixed', 'syntheticCharacters': '%s'}",
                "'text': 'x', 'origin': {'kind': 'synthetic', 'model': ['%s']}",
                "'text': 'x', 'origin': {'kind': 'synthetic', 'model': '\\u0001%s'}",
                "'text': '%s', 'text': 'x'",
                "'text': '', 'p': '%s'")) {
            sample(wrong, s());
        }
        place = "labels that can't be any";
        send(null, labelled("'text': 'x'", "id", "'\\u0000" + s() + "'"));
        send(null, labelled("'text': 'x'", "id", "'" + s().repeat(20) + "'"));
        send(null, labelled("'text': 'x'", "id", "{'" + s() + "': 1}"));
        send(null, labelled("'text': 'x'", "dataset", "'\\ud800" + s() + "'"));
        send(null, labelled("'text': 'x'", "dataset", "['" + s() + "']"));
        send(null, labelled("'text': 'x'", "dataset", "'" + s().repeat(10) + "'"));
        place = "JSON beyond bounds";
        sample("'text': 'x', 'deep': %s'%s'%s", "[".repeat(70), s(), "]".repeat(70));
        sample("'text': 'x', '%s%s': 1", s(), "k".repeat(1_100));
        sample("'text': 'x', '%s': 1%s", s(), "1".repeat(1_100));
    }

    private void wrongBytes() {
        place = "framed JSON";
        send(null, framed(json("'text': '%s %s'", words(20), s())));
        place = "framed junk";
        send(null, framed(utf8("\u0002\u0004" + s())));
        send(null, utf8("Obj\u0001\u0004\u0014avro.codec" + s()));
        send(null, utf8("\n\u0014" + s()));
        place = "bytes that are no text";
        send(null, joined(utf8("{\"text\": \"" + s()), new byte[] {(byte) 0xC3, '(', '"', '}'}));
        send(null, joined(new byte[] {(byte) 0xFF}, utf8(s())));
        send(null, ("\uFEFF{\"text\": \"" + s() + "\"}").getBytes(StandardCharsets.UTF_16LE));
        send(null, joined(new byte[] {0x1F, (byte) 0x8B}, utf8(s())));
    }

    private void oversized() {
        place = "an oversized value";
        send(null, json("'text': '%s %s'", s(), "x".repeat(MAX_SAMPLE_BYTES)));
        place = "an oversized key";
        send(utf8(s() + "k".repeat(70_000)), json("'text': '%s'", s()));
        place = "oversized headers";
        send(null, json("'text': '%s'", s()), word(), s() + "h".repeat(70_000));
    }

    /** What producers claim in headers, and headers that only the gate may write. */
    private void claims() {
        for (String name : List.of("tidegate-claim-origin", "tidegate-claim-dataset", "tidegate-claim-model")) {
            place = "the header " + name;
            send(null, utf8(quoted("{'text': 'x'}")), name, "\u0001" + s());
        }
        for (String name : List.of("id", "dataset", "policy", "verdict", "timestamp")) {
            place = "the header tidegate-" + name;
            send(null, json("'text': '%s'", words(30)), "tidegate-" + name, s());
        }
    }

    private void keyed(byte @Nullable [] value) {
        send(utf8(s()), value, "trace-" + word(), s(), word(), s());
    }

    /** A record of dataset {@code d}. */
    private void sample(String fields, Object... filled) {
        send(null, json(fields, filled));
    }

    private void of(String dataset, String fields, Object... filled) {
        send(null, utf8(quoted("{'id': '" + number() + "', 'dataset': '" + dataset + "', " + fields + "}", filled)));
    }

    private byte[] json(String fields, Object... filled) {
        return utf8(quoted("{'id': '" + number() + "', 'dataset': 'd', " + fields + "}", filled));
    }

    /** A sample whose id or dataset is this. */
    private static byte[] labelled(String fields, String label, String value) {
        return utf8(quoted("{'" + label + "': " + value + ", " + fields + "}"));
    }

    private int number() {
        return records.size();
    }

    private void send(byte @Nullable [] key, byte @Nullable [] value, String... headers) {
        ProducerRecord<byte[], byte[]> record = new ProducerRecord<>(TOPIC, null, null, key, value);
        for (int i = 0; i < headers.length; i += 2) {
            record.headers().add(new RecordHeader(headers[i], utf8(headers[i + 1])));
        }
        records.add(record);
    }

    private static String quoted(String template, Object... filled) {
        return String.format(template.replace('\'', '"'), filled);
    }

    private static byte[] framed(byte[] bytes) {
        return joined(new byte[] {0, 0, 0, 0, 7}, bytes);
    }

    private static byte[] joined(byte[] first, byte[] second) {
        byte[] all = new byte[first.length + second.length];
        System.arraycopy(first, 0, all, 0, first.length);
        System.arraycopy(second, 0, all, first.length, second.length);
        return all;
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
