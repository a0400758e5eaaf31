package io.rocketjob.missioncontrol;

import io.rocketjob.operation.OutputOperations;
import io.rocketjob.operation.OutputOperations.OutputFile;

import org.springframework.http.HttpMethod;

/**
 * The output of batches.
 */
final class OutputPages {

	private final OutputOperations outputs;

	OutputPages(OutputOperations outputs) {
		this.outputs = outputs;
	}

	Answer download(Call call) {
		OutputFile file = this.outputs.open(call.operator(), call.path("id"), call.path("category"));
		boolean wanted = call.request().method().equals(HttpMethod.GET);
		return Answer.download(new FileDownload(file.name(), (stream) -> {
			if (wanted) {
				file.writeTo(stream);
			}
		}));
	}

}
