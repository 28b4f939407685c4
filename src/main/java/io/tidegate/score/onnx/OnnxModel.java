package io.tidegate.score.onnx;

import ai.onnxruntime.NodeInfo;
import ai.onnxruntime.OnnxJavaType;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OnnxValue;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtLoggingLevel;
import ai.onnxruntime.OrtSession;
import ai.onnxruntime.TensorInfo;
import io.tidegate.score.onnx.UnusableClassifier.Part;
import java.nio.FloatBuffer;
import java.nio.LongBuffer;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * A network in ONNX Runtime. Safe for use by many threads; lives until the process ends.
 *
 * <p>It computes on one thread and in a fixed order, so that the same windows give the same numbers
 * again. Other types of processor may differ in the last digits, which the rounding of scores hides
 * unless a score lies just at a rounding step.
 */
final class OnnxModel {

    private static final String IDS = "input_ids";
    private static final String MASK = "attention_mask";
    private static final String TYPES = "token_type_ids";
    private static final int LONGEST_MESSAGE = 200;

    private final OrtEnvironment environment;
    private final OrtSession session;
    private final Set<String> inputs;
    private final String output;

    private OnnxModel(OrtEnvironment environment, OrtSession session, String output) {
        this.environment = environment;
        this.session = session;
        this.inputs = session.getInputNames();
        this.output = output;
    }

    static OnnxModel open(byte[] file) throws UnusableClassifier {
        try (OrtSession.SessionOptions options = new OrtSession.SessionOptions()) {
            OrtEnvironment environment =
                    OrtEnvironment.getEnvironment(OrtLoggingLevel.ORT_LOGGING_LEVEL_FATAL, "tidegate");
            environment.setTelemetry(false);
            options.setSessionLogLevel(OrtLoggingLevel.ORT_LOGGING_LEVEL_FATAL); // what it says comes as exceptions
            options.setExecutionMode(OrtSession.SessionOptions.ExecutionMode.SEQUENTIAL);
            options.setIntraOpNumThreads(1);
            options.setInterOpNumThreads(1);
            options.setDeterministicCompute(true);
            OrtSession session = environment.createSession(file, options);
            Optional<String> problem = problem(session);
            if (problem.isPresent()) {
                session.close();
                throw new UnusableClassifier(Part.MODEL, problem.get());
            }
            return new OnnxModel(
                    environment, session, session.getOutputNames().iterator().next());
        } catch (OrtException e) {
            throw new UnusableClassifier(Part.MODEL, "is no ONNX model that can be used: " + plain(e));
        } catch (LinkageError e) {
            throw new UnusableClassifier(
                    Part.MODEL, "can't be opened, as ONNX Runtime doesn't start here: " + plain(root(e)));
        }
    }

    private static Throwable root(Throwable failure) {
        Throwable root = failure;
        for (Throwable cause = root.getCause(); cause != null; cause = root.getCause()) {
            root = cause;
        }
        return root;
    }

    /** What keeps a model from being a text classifier. */
    private static Optional<String> problem(OrtSession session) throws OrtException {
        if (!session.getInputNames().contains(IDS)) {
            return Optional.of("has no input " + IDS + " but " + String.join(", ", session.getInputNames()));
        }
        for (Map.Entry<String, NodeInfo> input : session.getInputInfo().entrySet()) {
            if (!List.of(IDS, MASK, TYPES).contains(input.getKey())) {
                return Optional.of("has an input " + input.getKey() + ", of which nothing is known here");
            }
            if (!(input.getValue().getInfo() instanceof TensorInfo tensor && tensor.type == OnnxJavaType.INT64)) {
                return Optional.of("its input " + input.getKey() + " takes no int64 numbers");
            }
        }
        NodeInfo output = session.getOutputInfo().values().iterator().next();
        boolean rows = output.getInfo() instanceof TensorInfo tensor
                && tensor.type == OnnxJavaType.FLOAT
                && tensor.getShape().length == 2;
        return rows
                ? Optional.empty()
                : Optional.of("its first output, " + output.getName() + ", isn't one row of float numbers a text");
    }

    /** The version of ONNX Runtime, on which the last digits of outputs depend. */
    String runtime() {
        return environment.getVersion();
    }

    /**
     * Runs the network.
     *
     * @param ids of windows of one length, one window behind the other
     * @param mask 1 for a token, 0 for padding, in the same order
     * @return a row of outputs for each window
     */
    float[][] run(long[] ids, long[] mask, int windows) throws OnnxFailure {
        long[] shape = {windows, ids.length / windows};
        Map<String, OnnxTensor> given = new HashMap<>();
        try {
            given.put(IDS, OnnxTensor.createTensor(environment, LongBuffer.wrap(ids), shape));
            if (inputs.contains(MASK)) {
                given.put(MASK, OnnxTensor.createTensor(environment, LongBuffer.wrap(mask), shape));
            }
            if (inputs.contains(TYPES)) {
                given.put(TYPES, OnnxTensor.createTensor(environment, LongBuffer.allocate(ids.length), shape));
            }
            try (OrtSession.Result result = session.run(given, Set.of(output))) {
                return rows(result.get(0), windows);
            }
        } catch (OrtException e) {
            throw new OnnxFailure(plain(e), e);
        } finally {
            given.values().forEach(OnnxTensor::close);
        }
    }

    private static float[][] rows(OnnxValue value, int windows) throws OnnxFailure {
        if (!(value instanceof OnnxTensor tensor)) {
            throw new OnnxFailure("its output is no tensor", null);
        }
        long[] shape = tensor.getInfo().getShape();
        if (shape.length != 2 || shape[0] != windows) {
            throw new OnnxFailure("its output has other rows than its input has windows", null);
        }
        FloatBuffer numbers = tensor.getFloatBuffer();
        float[][] rows = new float[windows][(int) shape[1]];
        for (float[] row : rows) {
            numbers.get(row);
        }
        return rows;
    }

    /** What ONNX Runtime says, in one short line. */
    private static String plain(Throwable e) {
        String line = String.valueOf(e.getMessage()).replaceAll("\\s+", " ").strip();
        return line.length() > LONGEST_MESSAGE ? line.substring(0, LONGEST_MESSAGE) + "…" : line;
    }
}
