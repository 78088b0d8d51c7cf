package dev.quittance.architecture;

import com.sun.source.tree.AnnotationTree;
import com.sun.source.tree.AssignmentTree;
import com.sun.source.tree.ClassTree;
import com.sun.source.tree.CompilationUnitTree;
import com.sun.source.tree.ExpressionTree;
import com.sun.source.tree.LiteralTree;
import com.sun.source.tree.MethodTree;
import com.sun.source.tree.ModifiersTree;
import com.sun.source.tree.ParameterizedTypeTree;
import com.sun.source.tree.Tree;
import com.sun.source.util.DocTrees;
import com.sun.source.util.JavacTask;
import com.sun.source.util.TreePath;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import javax.tools.JavaCompiler;
import javax.tools.ToolProvider;

/** The settings of {@code @ConfigMapping} interfaces as their sources declare them; only parsed, so nothing need be built. */
final class ConfigurationSources {
    /**
     * One setting.
     *
     * @param name with {@code [n]} for a place in a list
     * @param fallback the default; empty for one that must be set
     */
    record Setting(String name, String type, Optional<String> fallback, String meaning) {
        /** MicroProfile Config's spelling, for the first place of each list. */
        String environmentVariable() {
            return name.replace("[n]", "_0_").replaceAll("[^a-zA-Z0-9_]", "_").toUpperCase(Locale.ROOT);
        }
    }

    private static final Map<String, String> TYPES = Map.ofEntries(
            Map.entry("Duration", "duration"),
            Map.entry("Path", "file"),
            Map.entry("URI", "URI"),
            Map.entry("String", "text"),
            Map.entry("MemorySize", "size"),
            Map.entry("boolean", "true or false"),
            Map.entry("int", "number"),
            Map.entry("long", "number"),
            Map.entry("Integer", "number"),
            Map.entry("Long", "number"),
            Map.entry("double", "number"),
            Map.entry("BigInteger", "number"));

    private final DocTrees comments;
    private final CompilationUnitTree unit;
    private final Map<String, ClassTree> groups;
    private final List<Setting> settings = new ArrayList<>();

    private ConfigurationSources(DocTrees comments, CompilationUnitTree unit, ClassTree mapping) {
        this.comments = comments;
        this.unit = unit;
        this.groups = mapping.getMembers().stream()
                .filter(ClassTree.class::isInstance)
                .map(ClassTree.class::cast)
                .collect(Collectors.toMap(group -> group.getSimpleName().toString(), Function.identity()));
    }

    /** The settings of a source file; none when it holds no mapping. */
    static List<Setting> of(Path source) throws IOException {
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        try (var files = compiler.getStandardFileManager(null, null, null)) {
            var task =
                    (JavacTask) compiler.getTask(null, files, null, List.of(), null, files.getJavaFileObjects(source));
            var found = new ArrayList<Setting>();
            for (CompilationUnitTree unit : task.parse()) {
                for (Tree type : unit.getTypeDecls()) {
                    if (type instanceof ClassTree mapping) {
                        argument(mapping.getModifiers(), "ConfigMapping").ifPresent(prefix -> {
                            var sources = new ConfigurationSources(DocTrees.instance(task), unit, mapping);
                            sources.collect(prefix, mapping, Optional.empty());
                            found.addAll(sources.settings);
                        });
                    }
                }
            }
            return found;
        }
    }

    private void collect(String prefix, ClassTree group, Optional<String> optional) {
        for (Tree member : group.getMembers()) {
            if (member instanceof MethodTree method && method.getBody() == null) {
                collect(prefix, group, method, optional);
            }
        }
    }

    private void collect(String prefix, ClassTree group, MethodTree method, Optional<String> optional) {
        ModifiersTree modifiers = method.getModifiers();
        String name = has(modifiers, "WithParentName")
                ? prefix
                : prefix + "."
                        + argument(modifiers, "WithName")
                                .orElseGet(() -> kebab(method.getName().toString()));
        Tree type = method.getReturnType();
        Optional<String> fallback = argument(modifiers, "WithDefault").or(() -> optional);
        if (raw(type).equals("Optional")) {
            type = inner(type);
            fallback = fallback.or(() -> Optional.of("none"));
        }
        boolean many = raw(type).equals("List") || raw(type).equals("Set");
        Tree one = many ? inner(type) : type;
        ClassTree nested = groups.get(raw(one));
        if (nested != null && nested.getKind() == Tree.Kind.INTERFACE) {
            collect(many ? name + "[n]" : name, nested, fallback.filter("none"::equals));
            return;
        }
        String kind = TYPES.getOrDefault(raw(one), raw(one));
        String meaning =
                Optional.ofNullable(comments.getDocComment(path(group, method))).orElse("");
        settings.add(new Setting(name, many ? kind + " list" : kind, fallback, plain(meaning)));
    }

    private TreePath path(ClassTree group, MethodTree method) {
        return new TreePath(new TreePath(new TreePath(unit), group), method);
    }

    private static String plain(String comment) {
        return comment.replaceAll("\\{@(?:code|link) ([^}]*)}", "`$1`")
                .replaceAll("\\s+", " ")
                .strip();
    }

    private static String kebab(String name) {
        return name.replaceAll("([A-Z])", "-$1").toLowerCase(Locale.ROOT);
    }

    private static String raw(Tree type) {
        return type instanceof ParameterizedTypeTree parameterized
                ? parameterized.getType().toString()
                : type.toString();
    }

    private static Tree inner(Tree type) {
        return ((ParameterizedTypeTree) type).getTypeArguments().getFirst();
    }

    private static boolean has(ModifiersTree modifiers, String annotation) {
        return modifiers.getAnnotations().stream()
                .anyMatch(each -> each.getAnnotationType().toString().equals(annotation));
    }

    private static Optional<String> argument(ModifiersTree modifiers, String annotation) {
        return modifiers.getAnnotations().stream()
                .filter(each -> each.getAnnotationType().toString().equals(annotation))
                .map(ConfigurationSources::text)
                .findFirst();
    }

    private static String text(AnnotationTree annotation) {
        ExpressionTree argument = annotation.getArguments().getFirst();
        var value = argument instanceof AssignmentTree named ? named.getExpression() : argument;
        return String.valueOf(((LiteralTree) value).getValue());
    }
}
