package io.rocketjob.missioncontrol;

import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

import io.rocketjob.missioncontrol.Page.Section;
import io.rocketjob.operation.CreationFormDescriptor;
import io.rocketjob.operation.CreationFormDescriptor.ValueDescriptor;
import io.rocketjob.operation.CreationOperations;
import io.rocketjob.operation.CreationOperations.ClassDescriptor;
import io.rocketjob.operation.OperationException;
import io.rocketjob.operation.Operator;
import jakarta.servlet.http.HttpServletResponse;
import org.jspecify.annotations.Nullable;

/**
 * The classes of which one can create a job, and the form that does it.
 */
final class CreatePages {

	private final CreationOperations creation;

	private final @Nullable UploadLimits uploads;

	CreatePages(CreationOperations creation, @Nullable UploadLimits uploads) {
		this.creation = creation;
		this.uploads = uploads;
	}

	Answer list(Call call) {
		List<ClassDescriptor> classes = this.creation.classes(call.operator());
		Page page = call.page(Section.CREATE, "Create a job");
		return Answer.page((out, tags) -> JtecreateGenerated.render(out, tags, page, classes));
	}

	Answer form(Call call) {
		CreationFormDescriptor form = this.creation.form(call.operator(), call.path("class"));
		return form(call, HttpServletResponse.SC_OK, new NewJob(form, form.id(), this.uploads, Map.of(), Map.of()));
	}

	private static Answer form(Call call, int status, NewJob job) {
		Page page = call.page(Section.CREATE, "Create " + job.form().jobClass());
		return Answer.page(status, (out, tags) -> JtecreateFormGenerated.render(out, tags, page, job));
	}

	/**
	 * Creates the job, or shows the form again with what was typed and what is wrong.
	 */
	Answer create(Call call) {
		String jobClass = call.path("class");
		Map<String, String> typed = new LinkedHashMap<>();
		call.request().params().keySet().forEach((name) -> typed.put(name, call.raw(name).replace("\r\n", "\n")));
		try {
			Map<String, String> values = values(call.operator(), jobClass, typed);
			UploadedFile file = UploadedFile.of(call.request().servletRequest(), CreationOperations.FILE);
			String id = this.creation.create(call.operator(), jobClass, call.raw("form"), values, file);
			return call.see(Notice.CREATED, "jobs", id);
		}
		catch (IOException ex) {
			return again(call, typed, Map.of(CreationOperations.FILE, "The file has not arrived: " + ex.getMessage()));
		}
		catch (OperationException ex) {
			if (ex.problems().isEmpty()) {
				throw ex;
			}
			return again(call, typed, ex.problems());
		}
	}

	private Answer again(Call call, Map<String, String> typed, Map<String, String> problems) {
		CreationFormDescriptor form = this.creation.form(call.operator(), call.path("class"));
		return form(call, HttpServletResponse.SC_BAD_REQUEST,
				new NewJob(form, call.raw("form"), this.uploads, typed, problems));
	}

	private Map<String, String> values(Operator operator, String jobClass, Map<String, String> typed) {
		Map<String, String> values = new LinkedHashMap<>();
		CreationFormDescriptor form;
		try {
			form = this.creation.form(operator, jobClass);
		}
		catch (OperationException ex) {
			if (ex.kind() != OperationException.Kind.DENIED) {
				throw ex;
			}
			// so is the creation, of which it is told
			return values;
		}
		for (ValueDescriptor value : form.values()) {
			String text = typed.get(value.name());
			if (text != null) {
				Object meant = FormField.value(text, value.type());
				values.put(value.name(), (meant != null) ? meant.toString() : "");
			}
		}
		return values;
	}

	/**
	 * A form for a new job.
	 *
	 * @param form what can be said
	 * @param id what the form is known by
	 * @param uploads how large a file may be, {@code null} where none can be sent
	 * @param typed what was typed, by name
	 * @param problems what is wrong with it, by name
	 */
	record NewJob(CreationFormDescriptor form, String id, @Nullable UploadLimits uploads, Map<String, String> typed,
			Map<String, String> problems) {

		/** What is wrong with the file. */
		@Nullable String ofFile() {
			return this.problems.get(CreationOperations.FILE);
		}

		/**
		 * Where the form is sent: the token is in the address where there may be a file,
		 * as not all web servers look into such a form before the console does.
		 */
		String address(Page page) {
			String address = page.to("create", this.form.jobClass());
			return takesFile() ? Page.query(address, page.visitor().tokenName(), page.visitor().token()) : address;
		}

		boolean takesFile() {
			return this.form.batch() && this.uploads != null;
		}

		List<NewField> options() {
			return fields().filter((field) -> !field.isOfClass()).toList();
		}

		List<NewField> ofClass() {
			return fields().filter(NewField::isOfClass).toList();
		}

		private Stream<NewField> fields() {
			return this.form.values()
				.stream()
				.map((value) -> new NewField(value, this.typed.get(value.name()), this.problems.get(value.name())));
		}

		/** What is wrong with none of the fields, but with the whole. */
		List<String> others() {
			List<String> names = this.form.values().stream().map(ValueDescriptor::name).toList();
			return this.problems.entrySet()
				.stream()
				.filter((problem) -> !names.contains(problem.getKey())
						&& !problem.getKey().equals(CreationOperations.FILE))
				.map((problem) -> problem.getKey().isEmpty() ? problem.getValue()
						: problem.getKey() + ": " + problem.getValue())
				.toList();
		}

	}

}
