using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;
using Npgsql;
using OpenTelemetry.Metrics;
using OpenTelemetry.Trace;
using ServiceDefaults.Health;
using ServiceDefaults.Pipelines;
using ServiceDefaults.Settings;

namespace PatientApi.Data;

/// <summary>Registers the database: connection, <c>DbContext</c>, pipeline, migrations and health checks.</summary>
internal static class DatabaseExtensions
{
    private const string Npgsql = "Npgsql";

    public static IHostApplicationBuilder AddPatientDatabase(this IHostApplicationBuilder builder)
    {
        builder.Services.TryAddSingleton(TimeProvider.System);
        builder.Services.AddSingleton(services => new PatientsConnection(
            services.GetRequiredService<IConfiguration>(),
            services.GetRequiredService<IOptionsMonitor<DependencyOptions>>().Get(UnitOfWork.Pipeline).Connections,
            services.GetRequiredService<IOptions<DatabaseOptions>>().Value.ReadOnly,
            services.GetRequiredService<IHostEnvironment>()));
        builder.Services.ReadAtStart<PatientsConnection>();
        builder.Services.AddSingleton(services => services.GetRequiredService<PatientsConnection>().CreateDataSource());
        builder.Services.AddSingleton<CurrentTenant>();
        builder.Services.AddSingleton<TenantContextFactory>();
        builder.Services.AddDbContextFactory<PatientDbContext, TenantContextFactory>((services, options) =>
        {
            Configure(options, services.GetRequiredService<NpgsqlDataSource>());
            options.AddInterceptors(new TenantInterceptor());
        });
        builder.AddDependencyPipeline(UnitOfWork.Pipeline, DependencyKind.Database);
        builder.Services.AddSingleton<UnitOfWork>();
        builder.AddSchema();
        builder.Services.AddSingleton<PostgresHealthCheck>();
        builder.Services.AddHealthChecks()
            .AddCheck<PostgresHealthCheck>("postgres", DependencyImportance.Essential)
            .AddCheck<MigrationsHealthCheck>(
                "migrations", DependencyImportance.Essential, HealthEndpoints.StartTag);
        builder.Services.ConfigureOpenTelemetryTracerProvider(tracing => tracing.AddSource(Npgsql));
        builder.Services.ConfigureOpenTelemetryMeterProvider(metrics => metrics.AddMeter(Npgsql));
        return builder;
    }

    private static void AddSchema(this IHostApplicationBuilder builder)
    {
        builder.Services.AddValidatedOptions<DatabaseOptions>(DatabaseOptions.Section);
        builder.Services.AddSingleton<MigrationState>();
        builder.Services.AddSingleton<RuntimeRole>();
        builder.Services.AddHostedService<MigrationService>();
        if (DatabaseOptions.Of(builder.Configuration).ReadOnly)
        {
            builder.Services.AddSingleton<ISchemaInitializer, SchemaWaiter>();
        }
        else
        {
            builder.AddMigrations();
        }
    }

    private static void AddMigrations(this IHostApplicationBuilder builder)
    {
        builder.Services.AddValidatedOptions<MigrationOptions>(MigrationOptions.Section);
        builder.Services.AddValidatedOptions<SeedOptions>(SeedOptions.Section)
            .Configure<IHostEnvironment>((options, environment) =>
                options.Patients ??= environment.IsDevelopment() ? SeedOptions.DevelopmentPatients : 0);
        builder.Services.AddSingleton<MaintenanceContexts>();
        builder.Services.AddSingleton<LoginRole>();
        builder.Services.AddSingleton<ReaderRole>();
        builder.Services.AddSingleton<AuditSchema>();
        builder.Services.AddSingleton<AuditContexts>();
        builder.Services.AddSingleton<SearchKeyUpdate>();
        builder.Services.AddSingleton<PatientSeeder>();
        builder.Services.AddSingleton<ISchemaInitializer, DatabaseMigrator>();
    }

    // No EnableRetryOnFailure: the caller retries the whole unit of work, not a statement in the middle of it.
    internal static void Configure(DbContextOptionsBuilder options, NpgsqlDataSource dataSource) => options
        .UseNpgsql(dataSource)
        // The code that handles a failure logs it once; a duplicate key, for example, is a response and not an error.
        .ConfigureWarnings(warnings => warnings.Log(
            (RelationalEventId.CommandError, LogLevel.Debug),
            (RelationalEventId.ConnectionError, LogLevel.Debug),
            (CoreEventId.SaveChangesFailed, LogLevel.Debug)));
}
