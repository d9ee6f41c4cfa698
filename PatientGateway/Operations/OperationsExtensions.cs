using PatientApi.Contracts;
using PatientGateway.Upstream;
using ServiceDefaults.Http;
using ServiceDefaults.Pipelines;
using ServiceDefaults.Queueing;

namespace PatientGateway.Operations;

/// <summary>Writes that wait until the API is back.</summary>
internal static class OperationsExtensions
{
    /// <summary>Adds the queue, the worker that delivers it, and its own way to the API.</summary>
    public static IHostApplicationBuilder AddOperations(this IHostApplicationBuilder builder)
    {
        builder.AddReliableQueue(OperationsOptions.Queue);
        builder.Services.AddOptions<ReliableQueueOptions>(OperationsOptions.Queue).Validate(
            options => options.Lifetime <= OperationsOptions.LongestLifetime,
            $"{ReliableQueueOptions.Section}:{OperationsOptions.Queue}:{nameof(ReliableQueueOptions.Lifetime)} must be at most {OperationsOptions.LongestLifetime}: the API forgets keys, and a write delivered after that could be done twice.");
        builder.AddQueueWorker<QueuedWriteHandler>(OperationsOptions.Queue);
        builder.AddResilientHttpClient<QueuedPatientApiClient>(
            QueuedPatientApiClient.Pipeline, pipeline => pipeline.Retry.Enabled = false, DependencyKind.Worker, ResourceNames.PatientApi)
            .UsePatientApiSockets()
            .RequireIdentity(ResourceNames.PatientApi);
        builder.Services.AddOptions<OperationsOptions>().BindConfiguration(OperationsOptions.Section).ValidateDataAnnotations().ValidateOnStart();
        builder.Services.AddTransient<WaitingWrites>();
        builder.Services.AddTransient<DeferrableWrites>();
        return builder;
    }
}
