package org.crmlink.paper.server;

/** placeholder during first compile. */
final class FileRoutes {
    FileRoutes(FileStore files) {}

    Reply route(Ask ask) {
        throw new Refusal(501, "NOT_OFFERED", ask.path());
    }
}
