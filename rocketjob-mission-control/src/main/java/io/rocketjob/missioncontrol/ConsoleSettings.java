package io.rocketjob.missioncontrol;

import java.util.List;

/**
 * Where the console is, and who may do what in it.
 *
 * @param path the path below which it is, such as {@code /rocketjob}
 * @param roles who may do what
 * @since 0.1.0
 */
public record ConsoleSettings(String path, List<ConsoleRole> roles) {

	public ConsoleSettings {
		roles = List.copyOf(roles);
	}

}
