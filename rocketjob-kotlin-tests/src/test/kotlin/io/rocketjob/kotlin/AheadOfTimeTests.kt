package io.rocketjob.kotlin

import io.rocketjob.autoconfigure.RocketJobAutoConfiguration
import io.rocketjob.kotlin.app.Area
import io.rocketjob.kotlin.app.CacheSubscriber
import io.rocketjob.kotlin.app.Circle
import io.rocketjob.kotlin.app.Count
import io.rocketjob.kotlin.app.Email
import io.rocketjob.kotlin.app.Empty
import io.rocketjob.kotlin.app.ImportBatch
import io.rocketjob.kotlin.app.ReportJob
import io.rocketjob.kotlin.app.ShapeJob
import org.assertj.core.api.Assertions.assertThat
import org.junit.jupiter.api.BeforeAll
import org.junit.jupiter.api.Test
import org.junit.jupiter.api.TestInstance
import org.junit.jupiter.params.ParameterizedTest
import org.junit.jupiter.params.provider.ValueSource
import org.springframework.aot.generate.ClassNameGenerator
import org.springframework.aot.generate.DefaultGenerationContext
import org.springframework.aot.generate.InMemoryGeneratedFiles
import org.springframework.aot.hint.RuntimeHints
import org.springframework.aot.hint.predicate.RuntimeHintsPredicates.reflection
import org.springframework.boot.data.mongodb.autoconfigure.DataMongoAutoConfiguration
import org.springframework.boot.mongodb.autoconfigure.MongoAutoConfiguration
import org.springframework.context.annotation.AnnotationConfigApplicationContext
import org.springframework.context.aot.ApplicationContextAotGenerator
import org.springframework.javapoet.ClassName
import kotlin.reflect.KClass

/** An application in Kotlin is processed ahead of time, with hints for what is reflected on. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class AheadOfTimeTests {

    private lateinit var hints: RuntimeHints

    @BeforeAll
    fun process() {
        val generation = DefaultGenerationContext(
            ClassNameGenerator(ClassName.get("io.rocketjob.generated", "Application")), InMemoryGeneratedFiles())
        val context = AnnotationConfigApplicationContext()
        context.register(MongoAutoConfiguration::class.java, DataMongoAutoConfiguration::class.java,
            RocketJobAutoConfiguration::class.java, ReportJob::class.java, ShapeJob::class.java, ImportBatch::class.java,
            CacheSubscriber::class.java)
        ApplicationContextAotGenerator().processAheadOfTime(context, generation)
        generation.writeGeneratedContent()
        hints = generation.runtimeHints
    }

    @ParameterizedTest
    @ValueSource(classes = [ReportJob.Fields::class, ShapeJob.Fields::class, Circle::class, Empty::class, Area::class,
        ImportBatch.Fields::class, ImportBatch.Customer::class])
    fun `what is stored can be mapped`(type: Class<*>) {
        assertThat(type.declaredConstructors).isNotEmpty()
            .allMatch { reflection().onConstructorInvocation(it).test(hints) }
        assertThat(type.declaredFields).allMatch { reflection().onFieldAccess(it).test(hints) }
    }

    @Test
    fun `value classes can be made and read`() {
        for (type in listOf<KClass<*>>(Email::class, Count::class)) {
            assertThat(type.java.declaredConstructors).allMatch { reflection().onConstructorInvocation(it).test(hints) }
            assertThat(type.java.declaredMethods.filter { it.name.endsWith("-impl") }).isNotEmpty()
                .allMatch { reflection().onMethodInvocation(it).test(hints) }
        }
    }

    @Test
    fun `functions of subscribers can be called with their defaults`() {
        assertThat(CacheSubscriber::class.java.declaredMethods.filter { it.name.startsWith("evict") }).hasSize(2)
            .allMatch { reflection().onMethodInvocation(it).test(hints) }
    }

    @Test
    fun `the only instance of an object can be read`() {
        assertThat(reflection().onFieldAccess(Empty::class.java.getField("INSTANCE")).test(hints)).isTrue()
    }
}
