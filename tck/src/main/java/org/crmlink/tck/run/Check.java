package org.crmlink.tck.run;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.crmlink.tck.Budget;
import org.crmlink.tck.Requirement;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * A check: a method with one parameter, a {@link Run}. It ends normally if the requirement is kept; fails by {@link AssertionError} with a message
 * that tells the vendor what happened, what had to happen and what to look at; and says by {@link NotOffered} that it does not apply.
 *
 * <p>Its Javadoc has four parts: what it does, why the requirement is there, when it does not run, what to look at if it fails.
 */
@Documented
@Test
@ExtendWith(CheckExtension.class)
@Target(ElementType.METHOD)
@Retention(RetentionPolicy.RUNTIME)
public @interface Check {

    /** What it is about. */
    Requirement value();

    /**
     * What must have been seen, by {@link Run#witness}, for the outcome to mean anything: that the fault struck, that more than two pages came.
     * A witness that was not seen makes the outcome inconclusive.
     */
    String[] witnesses() default {};

    /** The smallest budget in which it runs. */
    Budget budget() default Budget.INSTANT;

    /** Its own time limit in seconds: a check that hangs fails alone. */
    int seconds() default 20;
}
