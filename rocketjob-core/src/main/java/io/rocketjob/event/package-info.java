/**
 * Internal: publish and subscribe through MongoDB.
 * {@link io.rocketjob.event.EventPublisher} stores events,
 * {@link io.rocketjob.event.EventReader} reads them in each process, and
 * {@link io.rocketjob.event.Subscribers} hands them to the beans that want them.
 */
@NullMarked
package io.rocketjob.event;

import org.jspecify.annotations.NullMarked;
