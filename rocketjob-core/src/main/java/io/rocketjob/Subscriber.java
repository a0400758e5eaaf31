package io.rocketjob;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Marks a bean as a subscriber of {@link Events}. The public methods that its class
 * declares are the actions; an event calls the one that is named like its action, with
 * its parameters bound by name and converted to the declared types. Those that are
 * missing are {@code null} where a parameter is {@code @Nullable}, and otherwise an error
 * that is logged. An action that does not exist is logged once and ignored.
 * <p>
 * Each subscriber has a thread of its own that calls it for one event after the other.
 * One that throws has this logged, and gets the next event; one that hangs loses what
 * comes after the next 10,000 events, and holds up no other.
 *
 * <pre>
 * &#64;Component
 * &#64;Subscriber("cache")
 * class CacheSubscriber {
 *
 *     public void evict(String key) {
 *         …
 *     }
 *
 * }
 *
 * rocketJob.events().publish("cache", "evict", Map.of("key", "today"));
 * </pre>
 *
 * @since 0.1.0
 */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@Documented
public @interface Subscriber {

	/**
	 * The name of the events.
	 * @return the name, not blank
	 */
	String value();

}
