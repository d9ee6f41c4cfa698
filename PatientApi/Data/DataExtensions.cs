using AppHost;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace PatientApi.Data;

/// <summary>The database: connection, migrations, health, telemetry.</summary>
internal static class DataExtensions
{
    /// <summary>Adds the database under the connection string <c>patients</c>; without one the host does not start.</summary>
    public static TBuilder AddPatientData<TBuilder>(this TBuilder builder) where TBuilder : IHostApplicationBuilder
    {
        var connectionString = builder.Configuration.GetConnectionString(ResourceNames.PatientsDatabase)
            ?? throw new InvalidOperationException($"There is no connection string '{ResourceNames.PatientsDatabase}': start the AppHost, or set ConnectionStrings__{ResourceNames.PatientsDatabase}.");

        builder.Services.TryAddSingleton(TimeProvider.System);
        builder.Services.AddDbContext<PatientDbContext>(options => options.UseNpgsql(connectionString));
        builder.Services.AddOptions<SeedOptions>().BindConfiguration(SeedOptions.Section)
            .PostConfigure<IHostEnvironment>((seed, environment) => seed.Patients ??= environment.IsDevelopment() ? SeedOptions.DefaultInDevelopment : 0);
        builder.Services.AddSingleton(new DatabaseLocation(connectionString));
        builder.Services.AddSingleton<MigrationState>();
        builder.Services.AddSingleton<PatientSeeder>();
        builder.Services.AddSingleton<DatabaseMigrator>();
        builder.Services.AddHostedService<MigrationService>();
        builder.Services.AddHealthChecks()
            .AddCheck<MigrationState>("migrations")
            .AddCheck<DatabaseHealthCheck>("postgres");
        builder.Services.AddOpenTelemetry()
            .WithTracing(tracing => tracing.AddSource("Npgsql"))
            .WithMetrics(metrics => metrics.AddMeter("Npgsql"));
        return builder;
    }
}
