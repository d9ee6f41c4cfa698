using ServiceDefaults.Settings;

namespace PatientApi.Import;

/// <summary>Registers the import of many patients in one request.</summary>
internal static class ImportExtensions
{
    public static IHostApplicationBuilder AddImport(this IHostApplicationBuilder builder)
    {
        builder.Services.AddValidatedOptions<ImportOptions>(ImportOptions.Section);
        builder.Services.AddSingleton<FhirPatientReader>();
        builder.Services.AddSingleton<ImportChunk>();
        builder.Services.AddSingleton<ImportWriter>();
        builder.Services.AddSingleton<PatientImporter>();
        return builder;
    }
}
