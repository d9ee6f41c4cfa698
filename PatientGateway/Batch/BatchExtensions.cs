using ServiceDefaults.Settings;

namespace PatientGateway.Batch;

/// <summary>Registers reads and writes of many patients in one request.</summary>
internal static class BatchExtensions
{
    /// <summary>
    /// Adds the services and settings of the batch routes. API clients and single reads are registered elsewhere.
    /// </summary>
    public static IHostApplicationBuilder AddPatientBatches(this IHostApplicationBuilder builder)
    {
        var services = builder.Services;
        services.AddValidatedOptions<BatchOptions>(BatchOptions.Section);
        services.AddSingleton<BatchGroups>();
        services.AddSingleton<BatchCalls>();
        // Transient, because a typed client is for one request, so that its connections can expire.
        services.AddTransient<BatchReader>();
        services.AddTransient<BatchCreator>();
        return builder;
    }
}
