package dev.quittance.signer.measurement;

import dev.quittance.protocol.Hex;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassModel;
import java.lang.classfile.CodeElement;
import java.lang.classfile.FieldModel;
import java.lang.classfile.Instruction;
import java.lang.classfile.MethodModel;
import java.lang.classfile.Opcode;
import java.lang.classfile.instruction.ArrayStoreInstruction;
import java.lang.classfile.instruction.ConstantInstruction;
import java.lang.classfile.instruction.FieldInstruction;
import java.lang.classfile.instruction.InvokeInstruction;
import java.lang.classfile.instruction.LoadInstruction;
import java.lang.classfile.instruction.NewObjectInstruction;
import java.lang.classfile.instruction.NewReferenceArrayInstruction;
import java.lang.classfile.instruction.ReturnInstruction;
import java.lang.classfile.instruction.StackInstruction;
import java.lang.classfile.instruction.StoreInstruction;
import java.lang.classfile.instruction.ThrowInstruction;
import java.lang.classfile.instruction.TypeCheckInstruction;
import java.lang.constant.ConstantDescs;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * A class as the statements of its methods. A statement ends where a value is stored, dropped or returned, or a method without
 * result is called. Local variables and counted names stand for the statements that gave them their value. What is left out:
 * the order of statements, numbers of lines, indices into arrays, and where branches lead.
 */
final class Statements {
    private static final Pattern COUNTED = Pattern.compile("proxykey\\d+|configClass\\$\\d+");

    /** Long methods are cut where the count of statements says so. */
    private static final Pattern PIECE = Pattern.compile("deploy_\\d+");

    private static final String PIECE_NAME = "piece";

    /** How a piece begins: it takes what those before it left in an array. */
    private static final List<String> TAKING = List.of("local argument 2", "number", "AALOAD");

    private static final Pattern UNFOLLOWED = Pattern.compile("local|CHECKCAST .*|.*nullConstant.*");

    private static final int NONE = -1;
    private static final int HEX = 16;
    private static final BigInteger MODULUS = BigInteger.ONE.shiftLeft(128);

    private static final String UNKNOWN = "unknown";

    private final boolean followsLocals;
    private final Map<String, String> meanings;
    /** What was asked of the meanings, and what they said. */
    private final Map<String, String> asked = new HashMap<>();

    private final Map<String, List<String>> definitions = new HashMap<>();
    private final Map<Integer, Handed> handedOver = new HashMap<>();
    private final List<String> lines = new ArrayList<>();

    /**
     * What a piece of a method leaves to the next ones.
     *
     * @param given what stands for the value
     * @param held the same, with what changed it since
     */
    private record Handed(String given, String held) {}

    private Statements(Map<String, String> meanings, boolean followsLocals) {
        this.followsLocals = followsLocals;
        this.meanings = meanings;
    }

    /**
     * Reads a class.
     *
     * @param meanings what is known of counted names
     * @param followsLocals whether local variables stand for what they were given, or for nothing
     */
    static Statements of(byte[] bytes, Map<String, String> meanings, boolean followsLocals) {
        var statements = new Statements(meanings, followsLocals);
        statements.read(bytes);
        return statements;
    }

    /** Whether the class says the same when counted names mean this. */
    boolean holdUnder(Map<String, String> other) {
        return asked.entrySet().stream()
                .allMatch(each -> other.getOrDefault(each.getKey(), UNKNOWN).equals(each.getValue()));
    }

    /** All statements of the class, and its declarations. */
    List<String> lines() {
        return lines;
    }

    /** What the class says of counted names. */
    Map<String, List<String>> definitions() {
        return definitions;
    }

    private String meaning(String name) {
        return asked.computeIfAbsent(name, _ -> meanings.getOrDefault(name, UNKNOWN));
    }

    static String hash(String text) {
        return Hex.encode(Register.sha384().digest(text.getBytes(StandardCharsets.UTF_8)))
                .substring(2, 34);
    }

    private void read(byte[] bytes) {
        ClassModel model = ClassFile.of().parse(bytes);
        lines.add("class " + model.thisClass().asInternalName() + " "
                + model.flags().flagsMask() + " "
                + model.superclass().map(entry -> entry.asInternalName()).orElse("") + " "
                + model.interfaces().stream()
                        .map(entry -> entry.asInternalName())
                        .sorted()
                        .toList());
        for (FieldModel field : model.fields()) {
            lines.add("field " + uncounted(field.fieldName().stringValue()) + " "
                    + field.fieldType().stringValue() + " " + field.flags().flagsMask());
        }
        for (MethodModel method : model.methods()) {
            String called = method.methodName().stringValue();
            String name = (PIECE.matcher(called).matches() ? PIECE_NAME : called)
                    + method.methodType().stringValue();
            lines.add("method " + name + " " + method.flags().flagsMask());
            method.code().ifPresent(code -> new Body(name).read(code.elementList()));
        }
    }

    private String uncounted(String name) {
        return COUNTED.matcher(name).matches() ? "counted" : name;
    }

    /** One method's code. */
    private final class Body {
        private final String method;
        /** What locals were given, and what they hold after the statements that changed it. */
        private final Map<Integer, String> given = new HashMap<>();

        private final Map<Integer, String> held = new HashMap<>();
        private final List<String> tokens = new ArrayList<>();
        /** Locals that hold what an earlier piece handed over, by its index. */
        private final Map<Integer, Integer> taken = new HashMap<>();

        private int firstLocal = NONE;
        private int lastLocal = NONE;
        private int lastNumber = NONE;
        private String named = "";

        Body(String method) {
            this.method = method;
        }

        void read(List<CodeElement> elements) {
            for (CodeElement element : elements) {
                if (element instanceof Instruction instruction) {
                    read(instruction);
                }
            }
            end();
        }

        private void read(Instruction instruction) {
            switch (instruction) {
                case LoadInstruction load -> {
                    boolean isFirst = tokens.isEmpty();
                    if (isFirst) {
                        firstLocal = load.slot();
                    }
                    lastLocal = load.slot();
                    String value = (isFirst ? given : held).getOrDefault(load.slot(), "argument " + load.slot());
                    tokens.add(followsLocals || !given.containsKey(load.slot()) ? "local " + value : "local");
                }
                case StoreInstruction store -> store(store.slot());
                case ConstantInstruction constant -> tokens.add(constant(constant));
                case FieldInstruction field -> field(field);
                case InvokeInstruction invoke -> invoke(invoke);
                case ArrayStoreInstruction _ -> {
                    if (!handsOver()) {
                        mutate();
                    }
                }
                case ReturnInstruction end -> {
                    tokens.add(end.opcode().name());
                    end();
                }
                case ThrowInstruction _ -> {
                    tokens.add("throw");
                    end();
                }
                case StackInstruction stack -> {
                    tokens.add(stack.opcode().name());
                    if (stack.opcode() == Opcode.POP || stack.opcode() == Opcode.POP2) {
                        mutate();
                    }
                }
                default -> tokens.add(other(instruction));
            }
        }

        private void store(int slot) {
            Handed handed = tokens.size() >= TAKING.size()
                            && tokens.subList(0, TAKING.size()).equals(TAKING)
                    ? handedOver.get(lastNumber)
                    : null;
            if (handed == null) {
                String value = hash(String.join(" ", tokens));
                end();
                given.put(slot, value);
                held.put(slot, value);
                taken.remove(slot);
            } else {
                forget();
                given.put(slot, handed.given());
                held.put(slot, handed.held());
                taken.put(slot, lastNumber);
            }
        }

        /** A piece leaves a value to those after it: no statement of its own. */
        private boolean handsOver() {
            String value = given.get(lastLocal);
            if (!method.startsWith(PIECE_NAME)
                    || value == null
                    || tokens.size() != TAKING.size()
                    || !tokens.subList(0, 2).equals(TAKING.subList(0, 2))) {
                return false;
            }
            handedOver.put(lastNumber, new Handed(value, held.getOrDefault(lastLocal, value)));
            forget();
            return true;
        }

        private String constant(ConstantInstruction constant) {
            String text = String.valueOf(constant.constantValue());
            if (COUNTED.matcher(text).matches()) {
                named = text;
                return "named";
            }
            if (constant.constantValue() instanceof Integer number) {
                lastNumber = number;
            }
            // Indices into arrays count up in the order of statements.
            return constant.constantValue() instanceof Integer ? "number" : constant.typeKind() + " " + text;
        }

        private void field(FieldInstruction field) {
            String name = field.name().stringValue();
            boolean isCounted = COUNTED.matcher(name).matches();
            String meaning = isCounted ? "counted" : field.owner().asInternalName() + "." + name;
            switch (field.opcode()) {
                case GETSTATIC, GETFIELD -> tokens.add("get " + (isCounted ? meaning(name) : meaning));
                default -> {
                    tokens.add("put " + meaning);
                    if (isCounted) {
                        define(name);
                    }
                    mutate();
                }
            }
        }

        private void invoke(InvokeInstruction invoke) {
            String name = invoke.name().stringValue();
            if (!named.isEmpty()) {
                if (name.equals("putValue")) {
                    tokens.add(invoke(invoke.owner().asInternalName(), name, invoke));
                    define(named);
                    named = "";
                    mutate();
                    return;
                }
                tokens.add("meaning " + meaning(named));
                named = "";
            }
            tokens.add(invoke(invoke.owner().asInternalName(), name, invoke));
            if (invoke.typeSymbol().returnType().equals(ConstantDescs.CD_void) && !name.equals("<init>")) {
                mutate();
            }
        }

        private String invoke(String owner, String name, InvokeInstruction invoke) {
            return invoke.opcode().name() + " " + owner + "." + name
                    + invoke.type().stringValue();
        }

        private void define(String name) {
            definitions.computeIfAbsent(name, _ -> new ArrayList<>()).add(hash(String.join(" ", tokens)));
        }

        /** The statement may change what its first local holds; several such statements count in any order. */
        private void mutate() {
            String statement = hash(String.join(" ", tokens));
            held.computeIfPresent(firstLocal, (_, value) -> sum(value, statement));
            Integer index = taken.get(firstLocal);
            if (index != null) {
                handedOver.computeIfPresent(
                        index, (_, handed) -> new Handed(handed.given(), sum(handed.held(), statement)));
            }
            end();
        }

        private void end() {
            if (!tokens.isEmpty()) {
                // Where locals are not followed, nor is whether one stands in a place or nothing does.
                lines.add(method + " "
                        + tokens.stream()
                                .filter(token -> followsLocals
                                        || !UNFOLLOWED.matcher(token).matches())
                                .collect(Collectors.joining(" ")));
            }
            forget();
        }

        private void forget() {
            tokens.clear();
            firstLocal = NONE;
        }
    }

    private static String sum(String one, String other) {
        return new BigInteger(one, HEX)
                .add(new BigInteger(other, HEX))
                .mod(MODULUS)
                .toString(HEX);
    }

    private static String other(Instruction instruction) {
        String name = instruction.opcode().name();
        return switch (instruction) {
            case NewObjectInstruction made -> name + " " + made.className().asInternalName();
            case NewReferenceArrayInstruction made ->
                name + " " + made.componentType().asInternalName();
            case TypeCheckInstruction check -> name + " " + check.type().asInternalName();
            default -> name;
        };
    }
}
