
namespace PatientApi.Import;

/// <summary>Registers the import of many patients in one request.</summary>
internal static class ImportExtensions
{
    public static IHostApplicationBuilder AddImport(this IHostApplicationBuilder builder)
    {
        builder.Services.AddOptions<ImportOptions>().BindConfiguration(ImportOptions.Section)
            .Validate(
                options => options.MaxLineBytes is >= ImportOptions.SmallestMaxLineBytes and <= ImportOptions.LargestMaxLineBytes,
                $"{ImportOptions.Section}:{nameof(ImportOptions.MaxLineBytes)} must be between {ImportOptions.SmallestMaxLineBytes} and {ImportOptions.LargestMaxLineBytes}.")
            .Validate(
                options => options.BatchSize is >= 1 and <= ImportOptions.LargestBatchSize,
                $"{ImportOptions.Section}:{nameof(ImportOptions.BatchSize)} must be between 1 and {ImportOptions.LargestBatchSize}.")
            .ValidateOnStart();
        builder.Services.AddSingleton<FhirPatientReader>();
        builder.Services.AddSingleton<ImportChunk>();
        builder.Services.AddSingleton<ImportWriter>();
        builder.Services.AddSingleton<PatientImporter>();
        return builder;
    }
}
