package io.rocketjob.missioncontrol;

import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * Where the console is, and who may do what in it.
 *
 * @param path the path below which it is, such as {@code /rocketjob}
 * @param roles who may do what
 * @param uploads how large files may be that forms send, {@code null} where forms cannot
 * send any
 * @since 0.1.0
 */
public record ConsoleSettings(String path, List<ConsoleRole> roles, @Nullable UploadLimits uploads) {

	public ConsoleSettings {
		roles = List.copyOf(roles);
	}

}
