package org.crmlink.paper.connector;

final class PaperFiles {
    PaperFiles(PaperService s) {}
}
