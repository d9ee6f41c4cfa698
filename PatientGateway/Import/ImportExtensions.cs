using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Http.Resilience;
using Microsoft.Extensions.Options;
using PatientGateway.Upstream;

namespace PatientGateway.Import;

/// <summary>The import's own way to the API.</summary>
internal static class ImportExtensions
{
    /// <summary>Adds <see cref="ImportClient"/>, found like the API's other client but outside the resilience pipeline, and the settings of the route.</summary>
    public static IHostApplicationBuilder AddPatientImport(this IHostApplicationBuilder builder)
    {
        builder.Services.TryAddSingleton(TimeProvider.System);
        builder.Services.AddSingleton<IValidateOptions<ImportOptions>, ImportOptionsValidator>();
        builder.Services.AddOptionsWithValidateOnStart<ImportOptions>().BindConfiguration(ImportOptions.Section);
        builder.Services.AddHttpClient<ImportClient>(UpstreamExtensions.ConfigureForPatientApi)
            .UsePatientApiSockets()
            .ConfigureAdditionalHttpMessageHandlers((handlers, _) => RemoveResilience(handlers));
        return builder;
    }

    // A stream cannot be sent twice, and a total timeout would end an import for being large.
    private static void RemoveResilience(IList<DelegatingHandler> handlers)
    {
        foreach (var handler in handlers.OfType<ResilienceHandler>().ToList())
        {
            handlers.Remove(handler);
        }
    }
}
