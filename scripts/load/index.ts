export { type LoadedOffice, loadOffices, type OfficeOptions } from './load-offices';
export { loadPeople, type PeopleOptions, type SignedIn } from './load-people';
export { officeIdOf, personIdOf, type Role } from './ordinals';
