package org.crmlink.tck;

/** Hears how a run goes on, from the run's thread. What is printed meanwhile must go to streams that were taken before the run began. */
public interface Progress {

    /** Nobody listens. */
    Progress NONE = new Progress() {};

    /** The fixture can be believed, and this many checks follow. */
    default void planned(int checks) {}

    /** A check begins. */
    default void started(Requirement requirement, String check) {}

    /** A check has ended. */
    default void finished(CheckResult result) {}
}
