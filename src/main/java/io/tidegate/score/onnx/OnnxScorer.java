package io.tidegate.score.onnx;

import io.tidegate.sample.Sha256;
import io.tidegate.score.Judge;
import io.tidegate.score.Scorer;
import io.tidegate.score.onnx.UnusableClassifier.Part;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;

/** The score of the worst window of a sample, by an ONNX text classifier that the user brings. */
public final class OnnxScorer implements Scorer {

    /** How texts become the model's input; whoever changes that raises it. */
    private static final int LAYOUT = 1;

    private static final String RUNTIME = "ai.onnxruntime.OrtEnvironment";

    private final OnnxClassifier classifier;
    private final OnnxModel model;
    private final Vocabulary vocabulary;
    private final String version;

    private OnnxScorer(OnnxClassifier classifier, OnnxModel model, Vocabulary vocabulary, String version) {
        this.classifier = classifier;
        this.model = model;
        this.vocabulary = vocabulary;
        this.version = version;
    }

    /**
     * Opens a classifier, and runs it once on as much as it will ever be given, so that a model that
     * doesn't fit its vocabulary, its windows or the memory is found out before it judges.
     */
    public static OnnxScorer open(OnnxClassifier classifier) throws UnusableClassifier {
        byte[] network = read(classifier.model(), Part.MODEL);
        byte[] words = read(classifier.vocabulary(), Part.VOCABULARY);
        Vocabulary vocabulary = Vocabulary.of(words);
        requireRuntime();
        OnnxModel model = OnnxModel.open(network);
        check(classifier, model, vocabulary);
        String version = "onnx-" + LAYOUT + " runtime " + model.runtime() + " model sha256:" + sha256(network)
                + " vocabulary sha256:" + sha256(words);
        return new OnnxScorer(classifier, model, vocabulary, version);
    }

    private static byte[] read(Path file, Part part) throws UnusableClassifier {
        try {
            return Files.readAllBytes(file);
        } catch (NoSuchFileException e) {
            throw new UnusableClassifier(part, "there is no file " + file);
        } catch (IOException e) {
            String why =
                    Files.isDirectory(file) ? "it is a folder" : e.getClass().getSimpleName();
            throw new UnusableClassifier(part, file + " can't be read: " + why);
        } catch (OutOfMemoryError e) {
            throw new UnusableClassifier(
                    part, file + " is too large: it must be below 2 GB and fit the memory that Java has (-Xmx)");
        }
    }

    private static void requireRuntime() throws UnusableClassifier {
        try {
            Class.forName(RUNTIME, false, OnnxScorer.class.getClassLoader());
        } catch (ClassNotFoundException e) {
            throw new UnusableClassifier(
                    Part.MODEL,
                    "needs ONNX Runtime, which tidegate.jar doesn't hold: fetch com.microsoft.onnxruntime:onnxruntime:1.22.0 and"
                            + " start with `java -cp tidegate.jar:onnxruntime-1.22.0.jar io.tidegate.cli.Main`");
        }
    }

    private static void check(OnnxClassifier classifier, OnnxModel model, Vocabulary vocabulary)
            throws UnusableClassifier {
        trial(1, WindowJudge.padded(1 + WindowJudge.SPECIAL, classifier.maxTokens()), model, vocabulary);
        int columns = trial(classifier.batch(), classifier.maxTokens(), model, vocabulary);
        if (classifier.column() >= columns) {
            throw new UnusableClassifier(Part.COLUMN, beyond(classifier.column(), columns));
        }
        for (int column : classifier.categories().values()) {
            if (column >= columns) {
                throw new UnusableClassifier(Part.CATEGORIES, beyond(column, columns));
            }
        }
    }

    /** Runs the model on so many windows, and returns how many outputs it has for each. */
    private static int trial(int windows, int length, OnnxModel model, Vocabulary vocabulary)
            throws UnusableClassifier {
        long[] ids = new long[windows * length];
        long[] mask = new long[ids.length];
        Arrays.fill(ids, vocabulary.highestId());
        Arrays.fill(mask, 1);
        try {
            return model.run(ids, mask, windows)[0].length;
        } catch (OnnxFailure e) {
            throw new UnusableClassifier(
                    Part.MODEL,
                    "can't judge windows of " + length + " tokens, " + windows + " at once, of a vocabulary of "
                            + (vocabulary.highestId() + 1) + ": " + e.getMessage());
        }
    }

    private static String beyond(int column, int columns) {
        return "the model has no output " + column + " but " + columns + ", counted from 0";
    }

    private static String sha256(byte[] bytes) {
        return HexFormat.of().formatHex(Sha256.of(bytes));
    }

    @Override
    public String name() {
        return classifier.name();
    }

    @Override
    public String version() {
        return version;
    }

    @Override
    public double defaultLimit() {
        return classifier.max();
    }

    @Override
    public List<String> categories() {
        return List.copyOf(classifier.categories().keySet());
    }

    @Override
    public Optional<String> refusalIfNotAsked() {
        return classifier.optional()
                ? Optional.empty()
                : Optional.of("over its budget of " + classifier.budget() + " tokens");
    }

    @Override
    public Judge newJudge() {
        return new WindowJudge(classifier, model, vocabulary);
    }
}
