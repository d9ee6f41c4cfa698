using Microsoft.Extensions.DependencyInjection.Extensions;
using PatientApi.Contracts;
using PatientGateway.Upstream;
using ServiceDefaults.Settings;

namespace PatientGateway.Import;

/// <summary>Registers the import's own API client.</summary>
internal static class ImportExtensions
{
    /// <summary>
    /// Adds <see cref="ImportClient"/>, with the address of the API's other client but without a pipeline, and the
    /// settings of the route.
    /// </summary>
    public static IHostApplicationBuilder AddPatientImport(this IHostApplicationBuilder builder)
    {
        builder.Services.TryAddSingleton(TimeProvider.System);
        builder.Services.AddValidatedOptions<ImportOptions>(ImportOptions.Section);
        // No pipeline: a stream cannot be sent twice, and a total timeout would end an import for being large.
        builder.Services.AddHttpClient<ImportClient>(Configure).UsePatientApi(ResourceNames.PatientApi);
        return builder;
    }

    private static void Configure(HttpClient http)
    {
        http.BaseAddress = new($"https+http://{ResourceNames.PatientApi}");
        http.Timeout = Timeout.InfiniteTimeSpan;
    }
}
