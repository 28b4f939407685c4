package io.tidegate.cli;

import io.tidegate.sample.Role;
import io.tidegate.score.Judge;
import io.tidegate.score.origin.Disclosures;
import io.tidegate.score.origin.Disclosures.Found;
import io.tidegate.score.origin.OriginScorer;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/**
 * What the judge of declared origins refuses at its built-in limit: of texts that give a model away, by language and kind, and of
 * texts of people, as assistant turns and as plain text.
 *
 * <p>Prints two tables. The argument is the folder with the data.
 */
public final class OriginFigures {

    private static final List<String> PAGES = List.of(
            "connect",
            "design",
            "implementation",
            "introduction",
            "ops",
            "security",
            "streams_architecture",
            "streams_core-concepts",
            "streams_developer-guide_memory-mgmt");

    private final Judge judge = OriginScorer.bundled().newJudge();

    private OriginFigures() {}

    public static void main(String[] args) {
        print("texts", "refused", "of", "percent");
        for (String name : List.of(
                "held-back", "innocent-held-back", "more", "innocent-more", "development", "innocent-development")) {
            Disclosures texts = Disclosures.in(name + ".jsonl");
            print(name, texts.found());
            if (!name.startsWith("innocent")) {
                texts.foundBy(Disclosures.Row::language).forEach((language, found) -> print("  " + language, found));
                texts.foundBy(Disclosures.Row::kind).forEach((kind, found) -> print("  " + kind, found));
            }
            if (name.endsWith("more")) {
                texts.foundBy(Disclosures.Row::writer).forEach((writer, found) -> print("  writer " + writer, found));
            }
        }
        System.out.println();
        Path data = Path.of(args[0]);
        OriginFigures figures = new OriginFigures();
        print("texts of people", "refused", "of", "percent");
        figures.print("GSM8K questions", rows(data, "gsm8k/train.jsonl", "question"));
        figures.print("GSM8K answers", rows(data, "gsm8k/train.jsonl", "answer"));
        List<List<String>> pages = PAGES.stream()
                .map(page -> rows(data, "human_tech_docs/" + page + ".html", "text"))
                .toList();
        figures.print(
                "technical documents",
                pages.stream().map(page -> String.join("\n\n", page)).toList());
        figures.print("their paragraphs", pages.stream().flatMap(List::stream).toList());
        figures.print("forum answers", rows(data, "clean_text/fiqa.jsonl.gz", "text"));
        figures.print("children's stories", rows(data, "clean_text/tinystories.jsonl.gz", "text"));
        figures.print("Wikipedia discussions", rows(data, "toxicity/wikipedia_context.jsonl.gz", "text"));
        figures.print("news comments", rows(data, "toxicity/civil_comments.jsonl.gz", "text"));
        figures.print("web pages", rows(data, "web_2019/web_2019_ccby.jsonl", "text"));
        figures.print(
                "German, Portuguese, Chinese, Korean",
                Stream.of("de_germeval2018", "pt_told_br", "zh_cold", "ko_korean_hate")
                        .flatMap(name -> rows(data, "toxicity/" + name + ".jsonl.gz", "text").stream())
                        .toList());
    }

    private static List<String> rows(Path data, String file, String field) {
        return new LabelledFile(data.resolve(file), List.of(field), "")
                .read().stream().map(LabelledFile.Row::text).toList();
    }

    private void print(String what, List<String> texts) {
        print(what + ", as answers", refused(Role.ASSISTANT, texts));
        print(what + ", as plain text", refused(Role.TEXT, texts));
    }

    private Found refused(Role role, List<String> texts) {
        double limit = OriginScorer.bundled().defaultLimit();
        long refused = texts.stream()
                .filter(text -> Disclosures.score(judge, role, text).value() > limit)
                .count();
        return new Found((int) refused, texts.size());
    }

    private static void print(String what, Found found) {
        print(
                what,
                "%,d".formatted(found.refused()),
                "%,d".formatted(found.all()),
                String.format(Locale.ROOT, "%.2f %%", 100 * found.part()));
    }

    private static void print(String what, String refused, String all, String percent) {
        System.out.printf("%-50s %8s %8s %9s%n", what, refused, all, percent);
    }
}
