namespace PatientApi.Import;

/// <summary>The import of many patients in one request.</summary>
internal static class ImportExtensions
{
    public static IHostApplicationBuilder AddImport(this IHostApplicationBuilder builder)
    {
        builder.Services.AddOptions<ImportOptions>().BindConfiguration(ImportOptions.Section)
            .Validate(
                options => options.MaxLineBytes is >= ImportOptions.SmallestMaxLineBytes and <= ImportOptions.LargestMaxLineBytes,
                $"{ImportOptions.Section}:{nameof(ImportOptions.MaxLineBytes)} must be between {ImportOptions.SmallestMaxLineBytes} and {ImportOptions.LargestMaxLineBytes}.")
            .ValidateOnStart();
        builder.Services.AddSingleton<FhirPatientReader>();
        builder.Services.AddSingleton<ImportWriter>();
        builder.Services.AddSingleton<PatientImporter>();
        return builder;
    }
}
