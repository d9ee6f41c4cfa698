using ServiceDefaults.Settings;

namespace PatientGateway.Batch;

/// <summary>Reads and writes of many patients in one request.</summary>
internal static class BatchExtensions
{
    /// <summary>Adds what the batch routes need, with their settings. The clients and the read of one patient are there already.</summary>
    public static IHostApplicationBuilder AddPatientBatches(this IHostApplicationBuilder builder)
    {
        var services = builder.Services;
        services.AddValidatedOptions<BatchOptions>(BatchOptions.Section);
        services.AddSingleton<BatchGroups>();
        services.AddSingleton<BatchCalls>();
        // Not singletons: a typed client is for one request, so that its connections can expire.
        services.AddTransient<BatchReader>();
        services.AddTransient<BatchCreator>();
        return builder;
    }
}
