/**
 * API: everything that an application types. Job classes ({@link io.rocketjob.RocketJob},
 * {@link io.rocketjob.Job}), the one bean to inject
 * ({@link io.rocketjob.RocketJobTemplate}), and the types these speak in. Depends on no
 * other package of Rocket Job.
 */
@NullMarked
package io.rocketjob;

import org.jspecify.annotations.NullMarked;
