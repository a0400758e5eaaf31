/**
 * Spring Boot's side of Rocket Job: the beans, the {@code rocketjob.*} properties and the
 * failure analyses. API are the properties.
 */
@NullMarked
package io.rocketjob.autoconfigure;

import org.jspecify.annotations.NullMarked;
