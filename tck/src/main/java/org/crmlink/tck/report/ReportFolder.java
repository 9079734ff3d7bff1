package org.crmlink.tck.report;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.crmlink.tck.Report;
import org.crmlink.tck.run.Checksums;

/** A folder with the report in each of its forms, and their checksums. */
public final class ReportFolder {

    private ReportFolder() {}

    /**
     * Writes {@code report.json}, {@code report.html}, {@code junit.xml} and {@code report.sha256} (as {@code sha256sum -c} reads it), over those of an
     * earlier run.
     *
     * @param folder made if it does not exist
     */
    public static void write(Report report, Path folder) throws IOException {
        Files.createDirectories(folder);
        Path json = Files.writeString(folder.resolve("report.json"), JsonReport.of(report));
        Path html = Files.writeString(folder.resolve("report.html"), HtmlReport.of(report));
        Files.writeString(folder.resolve("junit.xml"), JUnitXml.of(report));
        StringBuilder sums = new StringBuilder();
        for (Path file : List.of(json, html)) {
            sums.append(Checksums.sha256(List.of(file)))
                    .append("  ")
                    .append(file.getFileName())
                    .append('\n');
        }
        Files.writeString(folder.resolve("report.sha256"), sums);
    }
}
