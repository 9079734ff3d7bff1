package org.crmlink.cli.config;

import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.crmlink.cli.CliException;
import org.crmlink.cli.ExitCode;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.api.ConstructNode;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.constructor.ConstructYamlNull;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.nodes.Tag;
import org.snakeyaml.engine.v2.schema.FailsafeSchema;

/**
 * A YAML file as maps, lists and texts. Every single value is the text as it is written: a secret that looks like a number must not lose its leading
 * zeros. Stateless.
 */
final class YamlFile {

    private static final int MOST_BYTES = 1_048_576;
    private static final int MOST_ALIASES = 50;

    private YamlFile() {}

    /**
     * Reads it.
     *
     * @return null if the file holds nothing
     * @throws CliException with {@link ExitCode#USAGE}, naming the place where it stops to be YAML
     */
    static @Nullable Object read(Path file) {
        String yaml = text(file);
        LoadSettings settings = LoadSettings.builder()
                .setLabel(String.valueOf(file.getFileName()))
                .setSchema(new PlainText())
                .setAllowDuplicateKeys(false)
                .setAllowRecursiveKeys(false)
                .setMaxAliasesForCollections(MOST_ALIASES)
                .build();
        try {
            return new Load(settings).loadFromString(yaml);
        } catch (MarkedYamlEngineException e) {
            String place = e.getProblemMark()
                    .map(mark -> ":" + (mark.getLine() + 1) + ":" + (mark.getColumn() + 1))
                    .orElse("");
            throw new CliException(
                    ExitCode.USAGE, file + place + ": not valid YAML: " + e.getProblem(), "correct that line", e);
        } catch (YamlEngineException e) {
            throw new CliException(ExitCode.USAGE, file + ": not valid YAML: " + e.getMessage(), "correct the file", e);
        }
    }

    /** The failsafe schema, which is maps, lists and texts, but without its trap: nothing after a colon is nothing. */
    private static final class PlainText extends FailsafeSchema {
        @Override
        public Map<Tag, ConstructNode> getSchemaTagConstructors() {
            Map<Tag, ConstructNode> constructors = new HashMap<>(super.getSchemaTagConstructors());
            constructors.put(Tag.NULL, new ConstructYamlNull());
            return constructors;
        }
    }

    private static String text(Path file) {
        try {
            if (Files.size(file) > MOST_BYTES) {
                throw new CliException(
                        ExitCode.USAGE, file + " is longer than " + MOST_BYTES + " bytes", "is it the right file?");
            }
            return Files.readString(file, StandardCharsets.UTF_8);
        } catch (NoSuchFileException e) {
            throw new CliException(
                    ExitCode.USAGE, "the configuration file " + file + " does not exist", "check the path after -c", e);
        } catch (CharacterCodingException e) {
            throw new CliException(
                    ExitCode.USAGE,
                    "the configuration file " + file + " is not UTF-8 text",
                    "save it as UTF-8, or check the path after -c",
                    e);
        } catch (IOException e) {
            String why = Files.isDirectory(file) ? "it is a folder" : String.valueOf(e.getMessage());
            throw new CliException(
                    ExitCode.USAGE,
                    "the configuration file " + file + " cannot be read: " + why,
                    "check the path after -c and your right to read it",
                    e);
        }
    }
}
