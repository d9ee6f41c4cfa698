using Microsoft.Extensions.Options;
using PatientApi.Contracts;
using PatientGateway.Upstream;
using ServiceDefaults.Http;
using ServiceDefaults.Pipelines;
using ServiceDefaults.Queueing;
using ServiceDefaults.Settings;

namespace PatientGateway.Operations;

/// <summary>Registers writes that are queued while the API is unavailable.</summary>
internal static class OperationsExtensions
{
    /// <summary>Adds the queue, the worker that delivers its writes, and the worker's API client.</summary>
    public static IHostApplicationBuilder AddOperations(this IHostApplicationBuilder builder)
    {
        builder.AddReliableQueue(OperationsOptions.Queue);
        builder.Services.AddSingleton<IValidateOptions<ReliableQueueOptions>, QueueLifetimeValidator>();
        builder.AddQueueWorker<QueuedWriteHandler>(OperationsOptions.Queue);
        builder.AddResilientHttpClient<QueuedPatientApiClient>(
            QueuedPatientApiClient.Pipeline,
            pipeline => pipeline.Retry.Enabled = false,
            DependencyKind.Worker,
            ResourceNames.PatientApi)
            .UsePatientApi(ResourceNames.PatientApi);
        builder.Services.AddValidatedOptions<OperationsOptions>(OperationsOptions.Section);
        builder.Services.AddTransient<PendingWriteLookup>();
        builder.Services.AddTransient<PatientWriteService>();
        return builder;
    }
}
