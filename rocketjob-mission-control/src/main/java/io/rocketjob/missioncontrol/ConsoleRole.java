package io.rocketjob.missioncontrol;

import java.util.Set;

import io.rocketjob.operation.Permission;

/**
 * What users with certain authorities may do in the console.
 *
 * @param name its name
 * @param authorities the authorities of Spring Security of which a user needs one
 * @param permissions what such a user may do
 * @since 0.1.0
 */
public record ConsoleRole(String name, Set<String> authorities, Set<Permission> permissions) {

	public ConsoleRole {
		authorities = Set.copyOf(authorities);
		permissions = Set.copyOf(permissions);
	}

}
