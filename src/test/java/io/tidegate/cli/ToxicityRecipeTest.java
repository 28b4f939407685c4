package io.tidegate.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import io.tidegate.score.toxicity.LabelledText;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ToxicityRecipeTest {

    @Test
    void holdsBackAFifthAndKeepsTestTextsOutOfTraining(@TempDir Path folder) throws IOException {
        StringBuilder rows = new StringBuilder();
        for (int i = 0; i < 1000; i++) {
            rows.append("{\"text\": \"Row ")
                    .append(i)
                    .append("\", \"label\": ")
                    .append(i % 2)
                    .append("}\n");
        }
        Files.writeString(folder.resolve("rows.jsonl"), rows);
        Files.writeString(folder.resolve("test.json"), "[{\"a\": {\"text\": \"row 7!\"}}, {\"text\": \"Row 8.\"}]");

        ToxicityRecipe.Texts texts = recipe("""
                        {"name": "rows", "files": ["rows.jsonl"], "text": ["text"], "label": "label", "toxic": ["1"]},
                        {"name": "test", "files": ["test.json"], "text": ["text"], "testOnly": true}
                        """).texts(folder, "en");

        assertThat(texts.all()).hasSize(1000);
        assertThat(texts.train()).hasSizeBetween(750, 850);
        assertThat(texts.calibrate()).hasSizeBetween(70, 130);
        assertThat(texts.train()).extracting(LabelledText::text).doesNotContain("Row 7", "Row 8");
        assertThat(texts.test())
                .extracting(LabelledText::source)
                .startsWith("test", "test")
                .contains("rows");
    }

    @Test
    void takesNoMoreThanTheRecipeAllows(@TempDir Path folder) throws IOException {
        StringBuilder rows = new StringBuilder("text,label\n");
        for (int i = 0; i < 400; i++) {
            rows.append("word ").append(i).append(i % 2 == 0 ? ",bad\n" : ",good\n");
        }
        Files.writeString(folder.resolve("rows.csv"), rows);

        ToxicityRecipe.Texts texts = recipe("""
                        {"name": "rows", "files": ["rows.csv"], "text": ["text"], "label": "label", "toxic": ["bad"],
                         "maxToxic": 16, "maxClean": 8}
                        """).texts(folder, "en");

        assertThat(texts.train()).filteredOn(LabelledText::toxic).hasSize(16);
        assertThat(texts.train()).filteredOn(text -> !text.toxic()).hasSize(8);
        assertThat(texts.calibrate()).filteredOn(LabelledText::toxic).hasSize(2);
    }

    @Test
    void labelsATextByCategoryAsFarAsItsSourcesSay(@TempDir Path folder) throws IOException {
        Files.writeString(folder.resolve("hate.csv"), "text,label\nyou all,hate\nsweet day,none\nsome thing,unsure\n");
        Files.writeString(folder.resolve("more.csv"), "text,sexual\nYou all!,0\nanother thing,1\n");
        Files.writeString(folder.resolve("words.csv"), "text,severity\nthing,Strong\nday,Mild\nyou all,Strong\n");

        ToxicityRecipe recipe = read("""
                        {"sources": [
                          {"name": "hate", "files": ["hate.csv"], "text": ["text"], "label": "label", "toxic": ["hate"],
                           "skip": ["unsure"], "categories": {"hate": {"yes": ["hate"], "no": ["unsure"]}}},
                          {"name": "more", "files": ["more.csv"], "text": ["text"], "label": "sexual", "skip": ["0", "1"],
                           "categories": {"sexual": {"yes": ["1"], "no": ["0"]}}}],
                         "lexicons": [{"category": "profanity", "file": "words.csv", "text": "text", "label": "severity",
                                       "yes": ["Strong"]}]}
                        """);

        assertThat(recipe.texts(folder, "en").all())
                .extracting(LabelledText::text, LabelledText::labels)
                .containsExactlyInAnyOrder(
                        tuple("you all", Map.of("toxicity", true, "hate", true, "sexual", false, "profanity", true)),
                        tuple(
                                "sweet day",
                                Map.of("toxicity", false, "hate", false, "sexual", false, "profanity", false)),
                        tuple("some thing", Map.of("hate", false, "profanity", true)),
                        tuple("another thing", Map.of("sexual", true, "profanity", true)));
    }

    @Test
    void keepsLanguagesApart(@TempDir Path folder) throws IOException {
        Files.writeString(folder.resolve("en.csv"), "text\nhello there\n");
        Files.writeString(folder.resolve("de.csv"), "text\nguten Tag\n");
        ToxicityRecipe recipe = recipe("""
                        {"name": "en", "files": ["en.csv"], "text": ["text"]},
                        {"name": "de", "language": "de", "files": ["de.csv"], "text": ["text"]}
                        """);

        assertThat(recipe.languages()).containsExactly("en", "de");
        assertThat(recipe.texts(folder, "de").all())
                .extracting(LabelledText::text)
                .containsExactly("guten Tag");
    }

    @Test
    void paragraphsOfAPageAreRows(@TempDir Path folder) throws IOException {
        Path page = Files.writeString(
                folder.resolve("page.html"), "<h1>Title</h1><p class=\"x\">a &lt; <b>b</b></p>\n<p>c");

        assertThat(new LabelledFile(page, List.of(), "").read())
                .extracting(LabelledFile.Row::text)
                .containsExactly("Title", "a < b", "c");
    }

    @Test
    void refusesKeysThatItDoesNotKnow() {
        assertThatThrownBy(() -> recipe("{\"name\": \"rows\", \"maxtoxic\": 3}"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("maxtoxic");
    }

    private static ToxicityRecipe recipe(String sources) throws IOException {
        return read("{\"sources\": [" + sources + "]}");
    }

    private static ToxicityRecipe read(String json) throws IOException {
        return ToxicityRecipe.read(new ByteArrayInputStream(json.getBytes(StandardCharsets.UTF_8)));
    }
}
