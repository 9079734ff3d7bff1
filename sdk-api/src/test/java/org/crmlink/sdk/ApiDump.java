package org.crmlink.sdk;

import static java.util.stream.Collectors.joining;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.module.ModuleDescriptor;
import java.lang.reflect.AnnotatedArrayType;
import java.lang.reflect.AnnotatedParameterizedType;
import java.lang.reflect.AnnotatedType;
import java.lang.reflect.AnnotatedTypeVariable;
import java.lang.reflect.AnnotatedWildcardType;
import java.lang.reflect.Constructor;
import java.lang.reflect.Executable;
import java.lang.reflect.Field;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.lang.reflect.TypeVariable;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The public and protected API of a module's exported packages as sorted text, one line per member. Everything a caller
 * or an implementor can see is in it, nullness included; nothing in it depends on the JDK that runs it.
 */
final class ApiDump {
    /** What the language itself adds to every record and enum says nothing about the API. */
    private static final Set<String> OF_EVERY_OBJECT = Set.of("equals", "hashCode", "toString");

    private final List<String> lines = new ArrayList<>();

    private ApiDump() {}

    /**
     * Renders the module in a folder of class files.
     *
     * @param classes the folder that holds {@code module-info.class}
     */
    static String of(Path classes) {
        ApiDump dump = new ApiDump();
        ModuleDescriptor module = descriptor(classes);
        dump.lines.add("module " + module.name());
        module.exports().stream()
                .filter(export -> !export.isQualified())
                .map(ModuleDescriptor.Exports::source)
                .sorted()
                .forEach(name -> dump.addPackage(classes, name));
        return String.join("\n", dump.lines) + "\n";
    }

    private static ModuleDescriptor descriptor(Path classes) {
        try (InputStream in = Files.newInputStream(classes.resolve("module-info.class"))) {
            return ModuleDescriptor.read(in);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void addPackage(Path classes, String name) {
        lines.add("");
        lines.add("package " + name);
        Path folder = classes.resolve(name.replace('.', '/'));
        try (Stream<Path> files = Files.list(folder)) {
            files.map(file -> file.getFileName().toString())
                    .filter(file -> file.endsWith(".class") && !file.startsWith("package-info"))
                    .map(file -> load(name + "." + file.substring(0, file.length() - ".class".length())))
                    .filter(ApiDump::visible)
                    .sorted((a, b) -> a.getName().compareTo(b.getName()))
                    .forEach(this::addType);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Class<?> load(String name) {
        try {
            return Class.forName(name, false, ApiDump.class.getClassLoader());
        } catch (ClassNotFoundException e) {
            throw new LinkageError("a class file that cannot be loaded: " + name, e);
        }
    }

    /** Public or protected, and so is every class around it. */
    private static boolean visible(Class<?> type) {
        for (Class<?> at = type; at != null; at = at.getEnclosingClass()) {
            if (at.isAnonymousClass() || at.isLocalClass() || !visible(at.getModifiers())) {
                return false;
            }
        }
        return true;
    }

    private static boolean visible(int modifiers) {
        return Modifier.isPublic(modifiers) || Modifier.isProtected(modifiers);
    }

    private void addType(Class<?> type) {
        lines.add("");
        lines.add(header(type));
        TreeSet<String> members = new TreeSet<>();
        for (Field field : type.getDeclaredFields()) {
            if (visible(field.getModifiers()) && !field.isSynthetic()) {
                members.add(fieldLine(field));
            }
        }
        for (Constructor<?> constructor : type.getDeclaredConstructors()) {
            if (visible(constructor.getModifiers()) && !constructor.isSynthetic() && !canonical(type, constructor)) {
                members.add(modifiers(constructor.getModifiers(), Modifier.constructorModifiers())
                        + typeParameters(constructor.getTypeParameters(), " ")
                        + "new"
                        + signature(constructor));
            }
        }
        for (Method method : type.getDeclaredMethods()) {
            if (visible(method.getModifiers()) && !method.isSynthetic() && !impliedByTheLanguage(type, method)) {
                members.add(methodLine(type, method));
            }
        }
        members.forEach(member -> lines.add("    " + member));
    }

    private static String header(Class<?> type) {
        StringBuilder text = new StringBuilder(deprecated(type.isAnnotationPresent(Deprecated.class)));
        int shown = type.isInterface() ? Modifier.PUBLIC | Modifier.PROTECTED : Modifier.classModifiers();
        // Nested records and enums are static, and records and enums final, whether written or not.
        shown &= type.isRecord() || type.isEnum() ? ~(Modifier.STATIC | Modifier.FINAL | Modifier.ABSTRACT) : ~0;
        text.append(modifiers(type.getModifiers(), shown));
        text.append(type.isSealed() && !type.isEnum() ? "sealed " : "");
        text.append(kind(type)).append(' ').append(name(type));
        text.append(typeParameters(type.getTypeParameters(), ""));
        if (type.isRecord()) {
            text.append(Arrays.stream(type.getRecordComponents())
                    .map(component -> type(component.getAnnotatedType()) + " " + component.getName())
                    .collect(joining(", ", "(", ")")));
        }
        AnnotatedType parent = type.getAnnotatedSuperclass();
        if (parent != null && !type.isRecord() && !type.isEnum() && parent.getType() != Object.class) {
            text.append(" extends ").append(type(parent));
        }
        if (type.getInterfaces().length > 0) {
            text.append(type.isInterface() ? " extends " : " implements ")
                    .append(Arrays.stream(type.getAnnotatedInterfaces())
                            .map(ApiDump::type)
                            .sorted()
                            .collect(joining(", ")));
        }
        if (type.isSealed() && !type.isEnum()) {
            text.append(Arrays.stream(type.getPermittedSubclasses())
                    .filter(ApiDump::visible)
                    .map(ApiDump::name)
                    .sorted()
                    .collect(joining(", ", " permits ", "")));
        }
        return text.toString();
    }

    private static String kind(Class<?> type) {
        if (type.isAnnotation()) {
            return "@interface";
        }
        if (type.isInterface()) {
            return "interface";
        }
        if (type.isRecord()) {
            return "record";
        }
        return type.isEnum() ? "enum" : "class";
    }

    private static String fieldLine(Field field) {
        if (field.isEnumConstant()) {
            return deprecated(field.isAnnotationPresent(Deprecated.class)) + "constant " + field.getName();
        }
        return deprecated(field.isAnnotationPresent(Deprecated.class))
                + modifiers(field.getModifiers(), Modifier.fieldModifiers())
                + type(field.getAnnotatedType())
                + " "
                + field.getName()
                + constantValue(field);
    }

    /** A compile-time constant is copied into the classes that use it, so its value is part of the API. */
    private static String constantValue(Field field) {
        int both = Modifier.STATIC | Modifier.FINAL;
        boolean constant = (field.getModifiers() & both) == both
                && Modifier.isPublic(field.getModifiers())
                && (field.getType().isPrimitive() || field.getType() == String.class);
        if (!constant) {
            return "";
        }
        try {
            return " = " + field.get(null);
        } catch (IllegalAccessException e) {
            throw new LinkageError("a public constant that cannot be read: " + field, e);
        }
    }

    private static String methodLine(Class<?> type, Method method) {
        int shown = Modifier.methodModifiers() & ~(Modifier.SYNCHRONIZED | Modifier.NATIVE | Modifier.STRICT);
        shown &= type.isInterface() ? ~(Modifier.PUBLIC | Modifier.ABSTRACT) : ~0;
        return deprecated(method.isAnnotationPresent(Deprecated.class))
                + (method.isDefault() ? "default " : "")
                + modifiers(method.getModifiers(), shown)
                + typeParameters(method.getTypeParameters(), " ")
                + type(method.getAnnotatedReturnType())
                + " "
                + method.getName()
                + signature(method);
    }

    private static boolean impliedByTheLanguage(Class<?> type, Method method) {
        if (OF_EVERY_OBJECT.contains(method.getName())) {
            return true;
        }
        if (type.isEnum()) {
            return Modifier.isStatic(method.getModifiers())
                    && Set.of("values", "valueOf").contains(method.getName());
        }
        return type.isRecord()
                && Arrays.stream(type.getRecordComponents())
                        .map(RecordComponent::getAccessor)
                        .anyMatch(method::equals);
    }

    /** A record's header says it all; a canonical constructor is never less visible than its record. */
    private static boolean canonical(Class<?> type, Constructor<?> constructor) {
        return type.isRecord()
                && Arrays.equals(
                        constructor.getParameterTypes(),
                        Arrays.stream(type.getRecordComponents())
                                .map(RecordComponent::getType)
                                .toArray(Class<?>[]::new));
    }

    private static String signature(Executable executable) {
        AnnotatedType[] types = executable.getAnnotatedParameterTypes();
        List<String> parameters = new ArrayList<>();
        for (int i = 0; i < types.length; i++) {
            String text = type(types[i]);
            boolean last = i == types.length - 1;
            parameters.add(
                    last && executable.isVarArgs() ? text.substring(0, text.length() - "[]".length()) + "..." : text);
        }
        String thrown = Arrays.stream(executable.getAnnotatedExceptionTypes())
                .map(ApiDump::type)
                .sorted()
                .collect(joining(", "));
        return "(" + String.join(", ", parameters) + ")" + (thrown.isEmpty() ? "" : " throws " + thrown);
    }

    private static String typeParameters(TypeVariable<?>[] variables, String after) {
        return variables.length == 0
                ? ""
                : Arrays.stream(variables).map(ApiDump::typeParameter).collect(joining(", ", "<", ">" + after));
    }

    private static String typeParameter(TypeVariable<?> variable) {
        String bounds = Arrays.stream(variable.getAnnotatedBounds())
                .map(ApiDump::type)
                .filter(bound -> !bound.equals("Object"))
                .collect(joining(" & "));
        return variable.getName() + (bounds.isEmpty() ? "" : " extends " + bounds);
    }

    private static String type(AnnotatedType type) {
        String mark = type.isAnnotationPresent(Nullable.class) ? "@Nullable " : "";
        if (type instanceof AnnotatedArrayType array) {
            // As in the source: the element's mark comes first, the array's own stands before its brackets.
            return type(array.getAnnotatedGenericComponentType()) + (mark.isEmpty() ? "" : " " + mark) + "[]";
        }
        if (type instanceof AnnotatedParameterizedType generic) {
            Type raw = ((ParameterizedType) generic.getType()).getRawType();
            return mark
                    + name((Class<?>) raw)
                    + Arrays.stream(generic.getAnnotatedActualTypeArguments())
                            .map(ApiDump::type)
                            .collect(joining(", ", "<", ">"));
        }
        if (type instanceof AnnotatedTypeVariable variable) {
            return mark + variable.getType().getTypeName();
        }
        if (type instanceof AnnotatedWildcardType wildcard) {
            return mark + wildcard(wildcard);
        }
        return mark + name((Class<?>) type.getType());
    }

    private static String wildcard(AnnotatedWildcardType wildcard) {
        if (wildcard.getAnnotatedLowerBounds().length > 0) {
            return "? super " + type(wildcard.getAnnotatedLowerBounds()[0]);
        }
        String bound = type(wildcard.getAnnotatedUpperBounds()[0]);
        return bound.equals("Object") ? "?" : "? extends " + bound;
    }

    private static String name(Class<?> type) {
        String name = type.getCanonicalName();
        return name.startsWith("java.lang.") && name.indexOf('.', "java.lang.".length()) < 0
                ? name.substring("java.lang.".length())
                : name;
    }

    private static String modifiers(int modifiers, int shown) {
        String text = Modifier.toString(modifiers & shown);
        return text.isEmpty() ? "" : text + " ";
    }

    private static String deprecated(boolean deprecated) {
        return deprecated ? "@Deprecated " : "";
    }
}
