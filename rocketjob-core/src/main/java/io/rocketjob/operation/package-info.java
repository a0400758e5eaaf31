/**
 * API: what people do with jobs, slices, servers and schedules, whatever they use for it:
 * the endpoints of Actuator, a console, a command line of the application.
 * {@link io.rocketjob.operation.Operations} is the bean to begin with. Each operation
 * checks what was given, asks whether the {@link io.rocketjob.operation.Operator} may do
 * it, hides what that one may not see, and tells each
 * {@link io.rocketjob.operation.OperationListener} of a change. Code of the application
 * itself uses {@link io.rocketjob.RocketJobTemplate}, which does none of that.
 */
@NullMarked
package io.rocketjob.operation;

import org.jspecify.annotations.NullMarked;
