using PatientApi.Data;
using PatientApi.Import;
using PatientApi.Listing;
using PatientApi.OpenApi;
using PatientApi.Patients;

var builder = WebApplication.CreateBuilder(args);
builder.AddServiceDefaults();
builder.AddPatientData();
builder.AddPatients();
builder.AddPatientListing();
builder.AddPatientImport();
builder.AddApiReference();

var app = builder.Build();
app.MapDefaultEndpoints();
app.MapApiReference();
app.MapPatients();
app.Run();
