package org.crmlink.tck.report;

import java.io.StringWriter;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import javax.xml.stream.XMLOutputFactory;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamWriter;
import org.crmlink.tck.CheckResult;
import org.crmlink.tck.Group;
import org.crmlink.tck.Outcome;
import org.crmlink.tck.Report;
import org.crmlink.tck.RequirementResult;

/** The report as build servers read it: a suite for each chapter, a case for each check. */
final class JUnitXml {

    private final XMLStreamWriter xml;

    private JUnitXml(XMLStreamWriter xml) {
        this.xml = xml;
    }

    static String of(Report report) {
        StringWriter text = new StringWriter();
        try {
            XMLStreamWriter xml = XMLOutputFactory.newDefaultFactory().createXMLStreamWriter(text);
            new JUnitXml(xml).write(report);
            xml.close();
        } catch (XMLStreamException e) {
            throw new IllegalStateException("a StringWriter does not fail", e);
        }
        return text + "\n";
    }

    private void write(Report report) throws XMLStreamException {
        xml.writeStartDocument("UTF-8", "1.0");
        xml.writeCharacters("\n");
        xml.writeStartElement("testsuites");
        attribute("name", "crmlink certification");
        attribute("time", seconds(report.duration()));
        verdict(report);
        for (Group group : Group.values()) {
            List<CheckResult> cases = new ArrayList<>();
            for (RequirementResult result : report.requirements()) {
                if (result.requirement().group() == group) {
                    cases.addAll(cases(result));
                }
            }
            suite(group.code() + " " + group.title(), cases);
        }
        xml.writeEndElement();
        xml.writeEndDocument();
    }

    /** A requirement that no check looked at is a case, too, so that it is not forgotten. */
    private static List<CheckResult> cases(RequirementResult result) {
        if (!result.checks().isEmpty()) {
            return result.checks();
        }
        return List.of(new CheckResult(
                "not looked at", result.requirement(), result.outcome(), result.message(), List.of(), Duration.ZERO));
    }

    private void verdict(Report report) throws XMLStreamException {
        xml.writeStartElement("testsuite");
        attribute("name", "certificate");
        attribute("tests", "1");
        attribute("failures", report.certified() ? "0" : "1");
        xml.writeStartElement("testcase");
        attribute("classname", "certificate");
        attribute("name", report.profile().map(profile -> profile.title()).orElse("no profile"));
        if (!report.certified()) {
            xml.writeStartElement("failure");
            attribute("message", "no certificate");
            xml.writeCharacters(Words.plain(String.join("\n", report.reasons())));
            xml.writeEndElement();
        }
        xml.writeEndElement();
        xml.writeEndElement();
    }

    private void suite(String name, List<CheckResult> cases) throws XMLStreamException {
        xml.writeStartElement("testsuite");
        attribute("name", name);
        attribute("tests", Integer.toString(cases.size()));
        attribute("failures", count(cases, Outcome.FAIL));
        attribute("errors", count(cases, Outcome.INCONCLUSIVE));
        attribute("skipped", count(cases, Outcome.UNTESTED, Outcome.NOT_OFFERED, Outcome.EXCLUDED));
        attribute("time", seconds(cases.stream().map(CheckResult::duration).reduce(Duration.ZERO, Duration::plus)));
        for (CheckResult check : cases) {
            one(check);
        }
        xml.writeEndElement();
    }

    private void one(CheckResult check) throws XMLStreamException {
        xml.writeStartElement("testcase");
        attribute("classname", check.requirement() + " " + check.requirement().label());
        attribute("name", check.check());
        attribute("time", seconds(check.duration()));
        String element = switch (check.outcome()) {
            case FAIL -> "failure";
            case INCONCLUSIVE -> "error";
            case UNTESTED, NOT_OFFERED, EXCLUDED -> "skipped";
            case PASS, UNSUPPORTED_VERIFIED -> "";
        };
        if (!element.isEmpty()) {
            xml.writeStartElement(element);
            attribute(
                    "message",
                    check.outcome() + ": " + check.message().lines().findFirst().orElse(""));
            if (!element.equals("skipped")) {
                xml.writeCharacters(Words.plain(check.message()));
            }
            xml.writeEndElement();
        }
        if (!check.evidence().isEmpty()) {
            xml.writeStartElement("system-out");
            xml.writeCharacters(Words.plain(String.join("\n", check.evidence())));
            xml.writeEndElement();
        }
        xml.writeEndElement();
    }

    private static String count(List<CheckResult> cases, Outcome... outcomes) {
        List<Outcome> wanted = List.of(outcomes);
        return Long.toString(
                cases.stream().filter(check -> wanted.contains(check.outcome())).count());
    }

    private void attribute(String name, String value) throws XMLStreamException {
        xml.writeAttribute(name, Words.plain(value));
    }

    private static String seconds(Duration duration) {
        return String.format(Locale.ROOT, "%.3f", duration.toMillis() / 1000.0);
    }
}
