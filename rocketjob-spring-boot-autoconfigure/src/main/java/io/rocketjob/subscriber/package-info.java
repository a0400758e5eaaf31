/**
 * Subscribers that need Spring Boot: events change levels of loggers and refresh the
 * configuration. API are the events, as docs/events.md lists them.
 */
@NullMarked
package io.rocketjob.subscriber;

import org.jspecify.annotations.NullMarked;
