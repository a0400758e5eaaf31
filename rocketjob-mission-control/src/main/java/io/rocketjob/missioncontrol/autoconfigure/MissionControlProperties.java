package io.rocketjob.missioncontrol.autoconfigure;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

import io.rocketjob.missioncontrol.ConsoleRole;
import io.rocketjob.missioncontrol.ConsoleSettings;
import io.rocketjob.missioncontrol.UploadLimits;
import io.rocketjob.operation.Permission;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Settings of the web console.
 *
 * @param enabled Whether there is a console
 * @param path The path of the console, below the context path of the application
 * @param onManagementPort Whether the console is on the port of Actuator, where that is
 * another one than that of the application
 * @param roles Who may do what, by the name of a role. There are reader, operator and
 * admin; others can be added
 * @since 0.1.0
 */
@ConfigurationProperties("rocketjob.mission-control")
public record MissionControlProperties(@DefaultValue("true") boolean enabled, @DefaultValue("/rocketjob") String path,
		@DefaultValue("false") boolean onManagementPort, @DefaultValue Map<String, Role> roles) {

	private static final Set<Permission> READER = EnumSet.of(Permission.JOB_READ, Permission.SERVER_READ,
			Permission.DIRMON_READ);

	private static final Set<Permission> OPERATOR = EnumSet.of(Permission.JOB_READ, Permission.SERVER_READ,
			Permission.VALUE_READ, Permission.RECORD_READ, Permission.LOG_READ, Permission.JOB_CONTROL,
			Permission.JOB_EDIT, Permission.SERVER_CONTROL, Permission.DIRMON_READ, Permission.DIRMON_CHANGE,
			Permission.AUDIT_READ);

	public MissionControlProperties {
		if (!path.matches("(/[A-Za-z0-9_~.-]+)+")) {
			throw new IllegalArgumentException(
					"rocketjob.mission-control.path must begin with a slash, end without one,"
							+ " and have letters, digits, '-', '_', '~' and '.' between them, such as /rocketjob, but is '"
							+ path + "'");
		}
		roles.forEach((name, role) -> role.check(name));
	}

	/**
	 * What the console is to know of the settings.
	 * @param uploads what the application takes of files that forms send, {@code null}
	 * where it takes none
	 * @return the settings
	 */
	ConsoleSettings settings(@Nullable UploadLimits uploads) {
		Map<String, ConsoleRole> all = new LinkedHashMap<>();
		all.put("reader", new ConsoleRole("reader", Set.of("ROLE_ROCKETJOB_READER"), READER));
		all.put("operator", new ConsoleRole("operator", Set.of("ROLE_ROCKETJOB_OPERATOR"), OPERATOR));
		all.put("admin", new ConsoleRole("admin", Set.of("ROLE_ROCKETJOB_ADMIN"), EnumSet.allOf(Permission.class)));
		this.roles.forEach((name, role) -> {
			ConsoleRole known = all.get(name);
			Set<String> authorities = (known != null && role.authorities().isEmpty()) ? known.authorities()
					: role.authorities();
			Set<Permission> permissions = (known != null && role.permissions().isEmpty()) ? known.permissions()
					: role.known();
			all.put(name, new ConsoleRole(name, authorities, permissions));
		});
		return new ConsoleSettings(this.path, new ArrayList<>(all.values()), uploads);
	}

	/**
	 * Who may do what.
	 *
	 * @param authorities The authorities of Spring Security of which a user needs one,
	 * such as ROLE_OPS
	 * @param permissions What such a user may do, such as job:read
	 */
	public record Role(@DefaultValue Set<String> authorities, @DefaultValue Set<String> permissions) {

		private void check(String name) {
			List<String> unknown = this.permissions.stream().filter((each) -> find(each).isEmpty()).sorted().toList();
			if (!unknown.isEmpty()) {
				throw new IllegalArgumentException("rocketjob.mission-control.roles." + name + ".permissions has "
						+ String.join(", ", unknown) + "; there are "
						+ Arrays.stream(Permission.values()).map(Permission::value).collect(Collectors.joining(", ")));
			}
			boolean known = Set.of("reader", "operator", "admin").contains(name);
			if (!known && (this.authorities.isEmpty() || this.permissions.isEmpty())) {
				throw new IllegalArgumentException("rocketjob.mission-control.roles." + name
						+ " needs authorities and permissions; only reader, operator and admin have some already");
			}
		}

		private Set<Permission> known() {
			return this.permissions.stream().flatMap((each) -> find(each).stream()).collect(Collectors.toSet());
		}

		private static List<Permission> find(String value) {
			return Arrays.stream(Permission.values()).filter((each) -> each.value().equals(value)).toList();
		}

	}

}
