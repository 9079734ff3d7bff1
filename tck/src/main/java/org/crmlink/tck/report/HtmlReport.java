package org.crmlink.tck.report;

import gg.jte.ContentType;
import gg.jte.TemplateEngine;
import gg.jte.TemplateOutput;
import gg.jte.output.StringOutput;
import org.crmlink.tck.Report;

/** The report as one page for people: no script, nothing from elsewhere. */
final class HtmlReport {

    /** Templates are translated to classes of this package when the kit is built. */
    private static final String TEMPLATES = "org.crmlink.tck.report.template";

    private HtmlReport() {}

    static String of(Report report) {
        TemplateEngine engine =
                TemplateEngine.createPrecompiled(null, ContentType.Html, HtmlReport.class.getClassLoader(), TEMPLATES);
        TemplateOutput page = new StringOutput();
        engine.render("report.jte", new ReportPage(report), page);
        return page.toString();
    }
}
