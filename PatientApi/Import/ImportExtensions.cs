namespace PatientApi.Import;

/// <summary>The import of FHIR patients.</summary>
internal static class ImportExtensions
{
    /// <summary>Adds the import, with its settings from <c>Import</c>.</summary>
    public static TBuilder AddPatientImport<TBuilder>(this TBuilder builder) where TBuilder : IHostApplicationBuilder
    {
        builder.Services.AddOptions<ImportOptions>().BindConfiguration(ImportOptions.Section)
            .Validate(options => options.MaxLineBytes >= ImportOptions.MinimumLineBytes, $"Import:MaxLineBytes must be at least {ImportOptions.MinimumLineBytes}.")
            .Validate(options => options.ChunkLines is >= 1 and <= ImportOptions.MaximumChunkLines, $"Import:ChunkLines must be from 1 to {ImportOptions.MaximumChunkLines}.")
            .ValidateOnStart();
        builder.Services.AddScoped<PatientImporter>();
        builder.Services.AddScoped<ImportWriter>();
        builder.Services.AddSingleton<FhirPatientReader>();
        return builder;
    }
}

/// <summary>Settings of the import.</summary>
internal sealed class ImportOptions
{
    public const string Section = "Import";
    public const int MinimumLineBytes = 1024;
    public const int MaximumChunkLines = 5000;

    /// <summary>A longer line is skipped and reported: 1 MiB unless set.</summary>
    public int MaxLineBytes { get; set; } = 1024 * 1024;

    /// <summary>How many lines are stored by one statement: 200 unless set.</summary>
    public int ChunkLines { get; set; } = 200;
}
