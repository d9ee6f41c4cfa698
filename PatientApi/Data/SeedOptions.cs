namespace PatientApi.Data;

/// <summary>What a first start puts into an empty table.</summary>
internal sealed class SeedOptions
{
    public const string Section = "Seed";
    public const int DefaultInDevelopment = 100;

    /// <summary>How many synthetic patients: 100 in Development and none elsewhere, unless set.</summary>
    public int? Patients { get; set; }
}
